# Flags of every target of the project. Includes are written from the project's root.
add_library(nngen_options INTERFACE)
target_include_directories(nngen_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(nngen_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow $<$<BOOL:${NNGEN_WERROR}>:-Werror>)
# GCC 12 sees reads and writes behind the end of short strings that are not there (its bugs 105329 and 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(nngen_options INTERFACE -Wno-array-bounds -Wno-stringop-overflow)
endif()

# nngen_library(NAME LINKS target...)
# The current folder and the folders below it as the static library NAME. Every .cpp file but main.cpp
# belongs to it, so that a new file needs no line here.
function(nngen_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINKS")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp *.hpp *.def)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC nngen_options ${arg_LINKS})
  if(name STREQUAL "nngen_ir")
    target_precompile_headers(${name} PRIVATE
      <algorithm> <functional> <map> <optional> <string> <string_view> <variant> <vector>
      <fmt/format.h>)
  else()
    target_precompile_headers(${name} REUSE_FROM nngen_ir)
  endif()
endfunction()
