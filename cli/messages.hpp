#pragma once
// What nngen says on standard error.

#include <cstdint>
#include <string>
#include <vector>

#include "cli/failure.hpp"
#include "ir/diagnostic.hpp"
#include "ir/source.hpp"

namespace nngen::cli {

/// The exit statuses.
inline constexpr int exit_done = 0;
inline constexpr int exit_fault = 1;  // of the input, or of a check
inline constexpr int exit_usage = 2;
inline constexpr int exit_bug = 3;  // of nngen

/// `--diagnostics`: for people, or for programs (docs/diagnostics.md).
enum class MessageFormat : std::uint8_t { text, json };

/// The format that the arguments ask for, whatever else may be wrong with them.
MessageFormat message_format_of(const std::vector<std::string>& arguments);
/// Before the first message, and after the last one.
void begin_messages(MessageFormat format);
void end_messages();

void say(const ir::Diagnostics& diagnostics, const ir::SourceFile& source);
void say(const Failure& failure);
void say(const std::vector<Failure>& failures);

/// A line that is no fault, for people alone.
void inform(const std::string& line);

}  // namespace nngen::cli
