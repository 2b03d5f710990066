# What `cmake --install` and `cpack` deliver; docs/install.md describes it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/nngen)
set(NNGEN_FILE_NAME nngen${CMAKE_EXECUTABLE_SUFFIX})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/nngenConfig.cmake.in
  ${PROJECT_BINARY_DIR}/nngenConfig.cmake
  INSTALL_DESTINATION ${package_folder}
  PATH_VARS CMAKE_INSTALL_BINDIR)
# The package generates sources for any machine. While the version is 0.x, a minor one may break.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/nngenConfigVersion.cmake
  COMPATIBILITY SameMinorVersion
  ARCH_INDEPENDENT)

install(TARGETS nngen)
install(FILES
    ${PROJECT_BINARY_DIR}/nngenConfig.cmake
    ${PROJECT_BINARY_DIR}/nngenConfigVersion.cmake
    ${PROJECT_SOURCE_DIR}/cmake/nngen_generate.cmake
  DESTINATION ${package_folder})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
