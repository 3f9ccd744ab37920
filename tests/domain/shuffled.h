// Another order of the same records, for properties.
#ifndef COUNTERSIGN_TESTS_DOMAIN_SHUFFLED_H_
#define COUNTERSIGN_TESTS_DOMAIN_SHUFFLED_H_

#include <rapidcheck.h>

#include <utility>
#include <vector>

namespace countersign::domain {

template <class T>
std::vector<T> Shuffled(std::vector<T> values) {
  for (std::size_t left = values.size(); left > 1; --left)
    std::swap(values[left - 1], values[*rc::gen::inRange<std::size_t>(0, left)]);
  return values;
}

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_SHUFFLED_H_
