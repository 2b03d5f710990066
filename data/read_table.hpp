#pragma once
// Data files as tables.

#include <optional>
#include <string>

#include "data/table.hpp"

namespace nngen::data {

/// What is known of a text file; what is not is found out from its first lines.
struct CsvOptions {
  std::optional<char> separator;
  std::optional<bool> has_header;
};

/// A file of any known format, compressed with gzip or not: IDX and NumPy's .npy are recognised by
/// their first bytes, everything else is comma-separated text. A table has at least one row.
Result<Table> read_table(const std::string& path, const CsvOptions& options = {});

/// The table of such bytes; the file's name is for messages.
Result<Table> table_of_bytes(std::string file, std::string bytes, const CsvOptions& options = {});

/// Comma-separated text (RFC 4180); the separator may be `,`, `;` or a tab. The first row is a
/// header if one of its cells is a word in a column of numbers.
Result<Table> table_of_csv(std::string file, std::string bytes, const CsvOptions& options);
/// MNIST's format, of any type and rank.
Result<Table> table_of_idx(std::string file, std::string bytes);
/// NumPy's format, versions 1 to 3.
Result<Table> table_of_npy(std::string file, std::string bytes);

}  // namespace nngen::data
