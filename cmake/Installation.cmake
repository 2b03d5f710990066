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

# A project that contains this one calls nngen_generate as one that finds the package.
add_executable(nngen::nngen_executable ALIAS nngen)
include(nngen_generate)

# nngen prints its manual page and its completion itself, where it runs.
if(NOT CMAKE_CROSSCOMPILING)
  set(manual_page ${PROJECT_BINARY_DIR}/nngen.1)
  set(completion ${PROJECT_BINARY_DIR}/nngen.bash)
  add_custom_command(OUTPUT ${manual_page} COMMAND nngen --man > ${manual_page} VERBATIM)
  add_custom_command(OUTPUT ${completion} COMMAND nngen --bash-completion > ${completion} VERBATIM)
  add_custom_target(nngen_pages ALL DEPENDS ${manual_page} ${completion})
  install(FILES ${manual_page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    RENAME nngen)
endif()
install(FILES
    ${PROJECT_BINARY_DIR}/nngenConfig.cmake
    ${PROJECT_BINARY_DIR}/nngenConfigVersion.cmake
    ${PROJECT_SOURCE_DIR}/cmake/nngen_generate.cmake
  DESTINATION ${package_folder})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

# `cpack -G DEB`, or `make deb`; a project that contains this one makes packages of its own.
if(PROJECT_IS_TOP_LEVEL)
  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_VENDOR nngen)
  set(CPACK_PACKAGE_CONTACT "The nngen authors")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
  set(CPACK_PACKAGE_DESCRIPTION "nngen turns a network, or any matrix expression, written as on paper \
into its gradient: as formulas that a person reads, and as C++ that a program runs.")
  set(CPACK_STRIP_FILES ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION math)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  # What compiles emitted code for `check`, `bench`, `train` and `--verify`.
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "g++, libeigen3-dev (>= 3.4)")
  set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake (>= 3.25), graphviz")
  include(CPack)
endif()
