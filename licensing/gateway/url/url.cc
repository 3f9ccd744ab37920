// Boost.URL, compiled into the program.
#include <boost/url/src.hpp>
