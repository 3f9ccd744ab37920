# countersign_merged_archive(NAME OUTPUT name OBJECTS object-library... ARCHIVES file...): a static library of one
# relocatable object. What the objects need of the archives is linked into it; symbols that are hidden, and all those
# of the archives, become local, so that nothing in a program that uses the library can meet them.
set(COUNTERSIGN_MERGE ${CMAKE_CURRENT_LIST_DIR}/merge_objects)
function(countersign_merged_archive name)
  cmake_parse_arguments(arg "" "OUTPUT" "OBJECTS;ARCHIVES" ${ARGN})
  set(objects)
  foreach(library ${arg_OBJECTS})
    list(APPEND objects $<TARGET_OBJECTS:${library}>)
  endforeach()
  set(merged ${CMAKE_CURRENT_BINARY_DIR}/${name}.o)
  string(JOIN "," archives ${arg_ARCHIVES})
  add_custom_command(OUTPUT ${merged}
    COMMAND ${COUNTERSIGN_MERGE} ${merged} "${archives}" ${objects}
    DEPENDS ${objects} ${arg_ARCHIVES} ${COUNTERSIGN_MERGE}
    COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties(${merged} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  add_library(${name} STATIC ${merged})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME ${arg_OUTPUT})
endfunction()
