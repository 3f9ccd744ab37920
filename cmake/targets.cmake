# countersign_library(NAME [DEPENDS target...]): a static library of every .cc in this folder.
function(countersign_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_DEPENDS})
endfunction()

# The tests that sanitizer builds are made for: all but those of whole server processes, and of these the ones without
# libgrpc. gRPC and Beast take a quarter of a minute a file under a sanitizer; `scripts/test --long` takes the time.
add_custom_target(unit_tests)
add_custom_target(tsan_tests)

# countersign_test(NAME DEPENDS target... [LABELS label...] [TIMEOUT seconds]): one GoogleTest binary of every .cc in
# this folder, run by ctest as a whole. Labels that mean something: tsan (no libgrpc inside: also run under
# ThreadSanitizer), nosan (not run under sanitizers), process (starts whole
# servers; under sanitizers in long runs only). It finds the tree's own files under COUNTERSIGN_SOURCE_DIR and built programs
# under COUNTERSIGN_BINARY_DIR, both passed in the environment.
function(countersign_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "DEPENDS;LABELS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gtest GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT "process" IN_LIST arg_LABELS AND NOT "nosan" IN_LIST arg_LABELS)
    add_dependencies(unit_tests ${name})
  endif()
  if("tsan" IN_LIST arg_LABELS)
    add_dependencies(tsan_tests ${name})
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
    ENVIRONMENT "COUNTERSIGN_SOURCE_DIR=${CMAKE_SOURCE_DIR};COUNTERSIGN_BINARY_DIR=${CMAKE_BINARY_DIR}")
endfunction()
