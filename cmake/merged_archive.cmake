# countersign_merged_archive(NAME OUTPUT name OBJECTS object-library... ARCHIVES file... KEEP pattern...): a static
# library of one relocatable object. What the objects need of the archives is linked into it, and all symbols become
# local but those whose mangled names match a pattern: nothing else in it can meet the symbols of a program that uses it.
#
# The objects have to be compiled with COUNTERSIGN_NO_UNIQUE: a symbol of GCC's kind "unique" cannot be made local. (By a
# specs file, because clang-tidy reads the same command line and does not know the flag.)
set(COUNTERSIGN_NO_UNIQUE -specs=${CMAKE_CURRENT_LIST_DIR}/no_unique_symbols.specs)
set(COUNTERSIGN_MERGE ${CMAKE_CURRENT_LIST_DIR}/merge_objects)
function(countersign_merged_archive name)
  cmake_parse_arguments(arg "" "OUTPUT" "OBJECTS;ARCHIVES;KEEP" ${ARGN})
  set(objects)
  foreach(library ${arg_OBJECTS})
    list(APPEND objects $<TARGET_OBJECTS:${library}>)
  endforeach()
  set(merged ${CMAKE_CURRENT_BINARY_DIR}/${name}.o)
  string(JOIN "," archives ${arg_ARCHIVES})
  string(JOIN "," keep ${arg_KEEP})
  add_custom_command(OUTPUT ${merged}
    COMMAND ${COUNTERSIGN_MERGE} ${merged} ${archives} ${keep} ${objects}
    DEPENDS ${objects} ${arg_ARCHIVES} ${COUNTERSIGN_MERGE}
    COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties(${merged} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  add_library(${name} STATIC ${merged})
  # A directory of its own: libraries of the tree may have the same name.
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME ${arg_OUTPUT}
    ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/static)
endfunction()
