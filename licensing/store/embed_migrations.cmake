# Writes OUTPUT, a C++ file with `<ENGINE>Migrations()`, from FILES named NNNN_what_it_does.sql.
list(SORT FILES)
set(rows "")
set(expected 1)
foreach(file IN LISTS FILES)
  cmake_path(GET file STEM name)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+$")
    message(FATAL_ERROR "${file}: not named NNNN_what_it_does.sql")
  endif()
  math(EXPR version "1${CMAKE_MATCH_1} - 10000")
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${file}: expected number ${expected}")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ ${file} text)
  string(APPEND rows "      {${version}, \"${name}\", R\"~sql~(${text})~sql~\"},\n")
endforeach()
file(WRITE ${OUTPUT}.new
"// Made from the files in licensing/store/migrations.
#include \"licensing/store/migrations.h\"

namespace countersign::store {

std::span<const Migration> ${ENGINE}Migrations() {
  static constexpr Migration kMigrations[] = {
${rows}  };
  return kMigrations;
}

}  // namespace countersign::store
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
file(REMOVE ${OUTPUT}.new)
file(TOUCH_NOCREATE ${OUTPUT})
