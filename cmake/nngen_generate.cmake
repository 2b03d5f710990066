# nngen_generate(TARGET target EXPR net.expr
#                [HEADER grad.hpp] [TARGET_TYPES eigen|plain] [SCALAR float|double] [BATCH N|dynamic]
#                [REDUCTION mean|sum] [NAMESPACE name] [FUNCTION name] [OPTIMIZER name] [GEMM who]
#                [DEFINE name=value...] [WITH function...] [WRT name...] [CHECK])
# Generates HEADER (the name of EXPR, with .hpp) from EXPR when `target` is built, and lets `target` include
# it; see docs/install.md. With CHECK, a test of CTest compares the code with nngen's reference.
# What is not given is as the command line has it.
function(nngen_generate)
  set(one_value TARGET EXPR HEADER TARGET_TYPES SCALAR BATCH REDUCTION NAMESPACE FUNCTION OPTIMIZER GEMM)
  set(lists DEFINE WITH WRT)
  cmake_parse_arguments(PARSE_ARGV 0 arg "CHECK" "${one_value}" "${lists}")
  _nngen_refuse_wrong_arguments()
  _nngen_find_expr("${arg_EXPR}" expr)
  _nngen_header_path("${arg_TARGET}" "${arg_HEADER}" "${expr}" folder header)

  set(options ${arg_DEFINE})
  list(TRANSFORM options PREPEND "-D")
  foreach(name IN ITEMS scalar batch reduction gemm)
    string(TOUPPER ${name} keyword)
    if(DEFINED arg_${keyword})
      list(APPEND options --${name} "${arg_${keyword}}")
    endif()
  endforeach()
  foreach(name IN ITEMS with wrt)
    string(TOUPPER ${name} keyword)
    if(DEFINED arg_${keyword})
      list(JOIN arg_${keyword} "," names)
      list(APPEND options --${name} "${names}")
    endif()
  endforeach()
  if(DEFINED arg_TARGET_TYPES)
    list(APPEND options --target "${arg_TARGET_TYPES}")
  endif()
  if(arg_CHECK)
    _nngen_add_check("${arg_TARGET}" "${header}" "${expr}" ${options})
  endif()
  foreach(name IN ITEMS namespace function optimizer)  # `nngen check` knows none of these
    string(TOUPPER ${name} keyword)
    if(DEFINED arg_${keyword})
      list(APPEND options --${name} "${arg_${keyword}}")
    endif()
  endforeach()

  cmake_path(GET expr FILENAME name)
  cmake_path(GET header PARENT_PATH header_folder)
  file(MAKE_DIRECTORY "${header_folder}")
  set(nngen $<TARGET_FILE:nngen::nngen_executable>)
  add_custom_command(
    OUTPUT "${header}"
    COMMAND ${nngen} "${expr}" -o "${header}" ${options}
    DEPENDS "${expr}" ${nngen}
    COMMENT "nngen: ${name}"
    VERBATIM)
  _nngen_use_header("${arg_TARGET}" "${folder}" "${header}" "${arg_TARGET_TYPES}")
endfunction()

# Looks at the variables of nngen_generate.
macro(_nngen_refuse_wrong_arguments)
  if(DEFINED arg_UNPARSED_ARGUMENTS)
    list(JOIN one_value " " known)
    list(JOIN lists " " known_lists)
    message(FATAL_ERROR "nngen_generate: unknown argument '${arg_UNPARSED_ARGUMENTS}'; "
      "it takes ${known} ${known_lists} CHECK")
  endif()
  if(DEFINED arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "nngen_generate: ${arg_KEYWORDS_MISSING_VALUES} needs a value")
  endif()
  foreach(needed IN ITEMS TARGET EXPR)
    if(NOT DEFINED arg_${needed})
      message(FATAL_ERROR "nngen_generate: ${needed} is missing; "
        "it is called as nngen_generate(TARGET app EXPR net.expr)")
    endif()
  endforeach()
  if(NOT TARGET "${arg_TARGET}")
    message(FATAL_ERROR "nngen_generate: there is no target '${arg_TARGET}' (yet)")
  endif()
  # A command that makes a file belongs to the targets of its own folder.
  get_target_property(target_folder "${arg_TARGET}" SOURCE_DIR)
  if(NOT target_folder STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    message(FATAL_ERROR "nngen_generate: the target '${arg_TARGET}' is made in ${target_folder}; "
      "call nngen_generate there")
  endif()
  if(DEFINED arg_TARGET_TYPES AND NOT arg_TARGET_TYPES MATCHES "^(eigen|plain)$")
    message(FATAL_ERROR
      "nngen_generate: TARGET_TYPES takes eigen or plain, not '${arg_TARGET_TYPES}'")
  endif()
endmacro()

function(_nngen_find_expr given result)
  cmake_path(ABSOLUTE_PATH given NORMALIZE OUTPUT_VARIABLE expr)
  get_source_file_property(is_generated "${expr}" GENERATED)
  if(NOT is_generated AND (NOT EXISTS "${expr}" OR IS_DIRECTORY "${expr}"))
    message(FATAL_ERROR "nngen_generate: there is no file ${expr} (EXPR)")
  endif()
  set(${result} "${expr}" PARENT_SCOPE)
endfunction()

# Each target has a folder of its own, so that headers of one name do not meet.
function(_nngen_header_path target given expr folder_result header_result)
  if(given STREQUAL "")
    cmake_path(GET expr STEM LAST_ONLY given)
    string(APPEND given ".hpp")
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/nngen/${target}")
  cmake_path(ABSOLUTE_PATH given BASE_DIRECTORY "${folder}" NORMALIZE OUTPUT_VARIABLE header)
  cmake_path(IS_PREFIX folder "${header}" is_below)
  if(IS_ABSOLUTE "${given}" OR NOT is_below)
    message(FATAL_ERROR "nngen_generate: HEADER is what is included, as grad.hpp or net/grad.hpp, "
      "not '${given}'")
  endif()
  get_target_property(headers ${target} NNGEN_HEADERS)
  if(header IN_LIST headers)
    message(FATAL_ERROR "nngen_generate: '${target}' has a header '${given}' already; "
      "give this one another HEADER")
  endif()
  set_property(TARGET ${target} APPEND PROPERTY NNGEN_HEADERS "${header}")
  set(${folder_result} "${folder}" PARENT_SCOPE)
  set(${header_result} "${header}" PARENT_SCOPE)
endfunction()

function(_nngen_use_header target folder header types)
  target_sources(${target} PRIVATE "${header}")
  get_target_property(type ${target} TYPE)
  set(scope PRIVATE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} "$<BUILD_INTERFACE:${folder}>")
  target_compile_features(${target} ${scope} cxx_std_17)
  if(NOT types STREQUAL "plain")
    find_package(Eigen3 3.4 QUIET NO_MODULE)
    if(TARGET Eigen3::Eigen)
      target_link_libraries(${target} ${scope} Eigen3::Eigen)
    else()
      message(STATUS "nngen_generate: Eigen3 was not found; '${target}' must know its folder itself, "
        "or take TARGET_TYPES plain")
    endif()
  endif()
endfunction()

# The code is compiled and run here, on the host, with the project's compiler where that compiles for it.
# CXX holds words: a path with spaces in it cannot be said.
function(_nngen_add_check target header expr)
  cmake_path(GET header FILENAME name)
  set(test "nngen_check.${target}.${name}")
  add_test(NAME ${test} COMMAND $<TARGET_FILE:nngen::nngen_executable> check "${expr}" ${ARGN})
  if(NOT CMAKE_CROSSCOMPILING AND CMAKE_CXX_COMPILER MATCHES "^[^ ]+$")
    set_property(TEST ${test} PROPERTY ENVIRONMENT "CXX=${CMAKE_CXX_COMPILER}")
  endif()
endfunction()
