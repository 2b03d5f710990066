#pragma once
// Catch2, version 3 or 2: every test includes this header in place of Catch2's own.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>

using Catch::Approx;  // as version 2 has it
#else
#include <catch2/catch.hpp>
#endif
