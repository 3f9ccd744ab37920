# `cmake --install BUILD --component sdk`: what a vendor builds with. countersign-config.cmake names the targets
# countersign::client, client_https, client_grpc, client_static and verify; countersign.pc and countersign-grpc.pc are for
# everyone else.
include(CMakePackageConfigHelpers)
set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/countersign)

install(TARGETS countersign_client countersign_client_https countersign_client_grpc
  countersign_client_static countersign_verify_static
  EXPORT countersign-targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk NAMELINK_COMPONENT sdk
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
install(DIRECTORY include/countersign DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk FILES_MATCHING PATTERN "*.h")
install(FILES verify/verify.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/countersign COMPONENT sdk)
install(FILES examples/startup.cc examples/startup.c examples/watch.cc
  DESTINATION ${CMAKE_INSTALL_DATADIR}/countersign/examples COMPONENT sdk)

install(EXPORT countersign-targets NAMESPACE countersign:: DESTINATION ${package_directory} COMPONENT sdk)
configure_package_config_file(countersign-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/countersign-config.cmake
  INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/countersign-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/countersign-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/countersign-config-version.cmake
  DESTINATION ${package_directory} COMPONENT sdk)

file(RELATIVE_PATH COUNTERSIGN_PREFIX_FROM_LIBDIR ${CMAKE_INSTALL_FULL_LIBDIR} ${CMAKE_INSTALL_PREFIX})
foreach(package countersign countersign-grpc)
  configure_file(${package}.pc.in ${CMAKE_CURRENT_BINARY_DIR}/${package}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${package}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT sdk)
endforeach()
