# Compiles through ccache where it is installed. The sloppiness lets it cache what uses precompiled
# headers; see "Precompiled headers" in ccache's manual.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(NNGEN_CCACHE ccache)
  mark_as_advanced(NNGEN_CCACHE)
  if(NNGEN_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${NNGEN_CCACHE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options(-fpch-preprocess)
    elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
    endif()
  endif()
endif()
