// The compiled half of Boost.JSON, inside this library so that the client needs no Boost at run
// time.
#include <boost/json/src.hpp>
