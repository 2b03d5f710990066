# The libraries that nngen uses; `make setup` installs them on Debian and its relatives.
find_package(Boost 1.74 REQUIRED)          # headers only: Spirit X3
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.10 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(ZLIB 1.2 REQUIRED)            # data sets packed with gzip
find_package(Eigen3 3.4 REQUIRED NO_MODULE)  # for the emitted headers, compiled at run time

get_target_property(NNGEN_EIGEN_INCLUDE_DIR Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
list(GET NNGEN_EIGEN_INCLUDE_DIR 0 NNGEN_EIGEN_INCLUDE_DIR)

if(NNGEN_TESTS)
  find_package(Catch2 REQUIRED)            # version 2 or 3, see tests/support/catch.hpp
  if(Catch2_VERSION VERSION_LESS 2.13)
    message(FATAL_ERROR "Catch2 ${Catch2_VERSION} is too old: 2.13 or newer is needed")
  endif()
endif()
