// Comma-separated text as a table.

#include <cmath>

#include "data/cell_number.hpp"
#include "data/read_table.hpp"
#include "runtime/initialise.hpp"
#include "tests/data/bytes.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using data::Table;
using Rows = std::vector<std::vector<double>>;
using Names = std::vector<std::string>;

data::Result<Table> csv(const std::string& text, const data::CsvOptions& options = {}) {
  return data::table_of_bytes("a.csv", text, options);
}

Table table(const std::string& text, const data::CsvOptions& options = {}) {
  auto result = csv(text, options);
  INFO(text);
  INFO(error_of(result));
  REQUIRE(result);
  return std::move(result).value();
}

TEST_CASE("rows end with LF, CR LF or CR, and the last one with nothing or empty lines") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    for (const std::string& last : {std::string(), end, end + end + end, end + " " + end + "  "}) {
      const Table read = table("a,b" + end + "1,2" + end + "-3.5,4e2" + last);
      CHECK(read.names() == Names{"a", "b"});
      CHECK(numbers_of(read) == Rows{{1, 2}, {-3.5, 400}});
      CHECK(read.place(1).to_string() == "a.csv:3");
    }
  }
}

TEST_CASE("the separator is the one that the first line has most of") {
  CHECK(numbers_of(table("1;2;3\n4;5;6\n")) == Rows{{1, 2, 3}, {4, 5, 6}});
  CHECK(numbers_of(table("1\t2\n3\t4\n")) == Rows{{1, 2}, {3, 4}});
  CHECK(table("\"a,b,c\";d\n1;2\n").names() == Names{"a,b,c", "d"});
  CHECK(table("a;b,c\n1;2\n", {.separator = ';', .has_header = {}}).names() == Names{"a", "b,c"});
}

TEST_CASE("quoted cells hold separators, line ends and quotes; later lines are counted") {
  const Table read = table("name,v\n\"Smith, \"\"Jo\"\"\nof Ely\",1\r\nx,2\n");
  CHECK(read.text(0, 0) == "Smith, \"Jo\"\nof Ely");
  CHECK(read.text(1, 0) == "x");
  CHECK(read.place(0).line == 2);
  CHECK(read.place(1).line == 4);
  CHECK(numbers_of(table("\"1\",\"2.5\"\n")) == Rows{{1, 2.5}});
}

TEST_CASE("a byte order mark is no part of the first name") {
  CHECK(table("\xef\xbb\xbfx,y\n1,2\n").names() == Names{"x", "y"});
}

TEST_CASE("a first row with a word over numbers is a header, unless told") {
  CHECK_FALSE(table("1,2\n3,4\n").has_names());
  CHECK(table("x,kind\n1,red\n2,blue\n").names() == Names{"x", "kind"});
  CHECK_FALSE(table("1,red\n2,blue\n").has_names());
  CHECK(table("x,kind\n?,red\n2,blue\n").names() == Names{"x", "kind"});
  // a missing number is no name
  CHECK_FALSE(table("1,?\n2,3\n").has_names());
  CHECK_FALSE(table(",1\n2,3\n").has_names());
  CHECK(table("1,2\n3,4\n", {.separator = {}, .has_header = true}).names() == Names{"1", "2"});
  CHECK(table("kind\nred\n", {.separator = {}, .has_header = true}).rows() == 1);
  CHECK(table("x\n1\n", {.separator = {}, .has_header = false}).rows() == 2);
}

TEST_CASE("what is wrong with a file is said with its line") {
  CHECK(error_of(csv("")) == "a.csv: the file is empty");
  CHECK(error_of(csv("\n\n")) == "a.csv: the file has no rows");
  CHECK(error_of(csv("a,b\n")) == "a.csv: the file has no rows but the header");
  CHECK(error_of(csv("1,2\n3\n")) ==
        "a.csv:2: the row has 1 cell, the first row has 2; cells are separated by ','; a cell that "
        "holds one is put into quotes");
  CHECK_THAT(error_of(csv("1;2\n\"\n\n\";4\n1;2;3\n")),
             Catch::StartsWith("a.csv:5: the row has 3"));
  CHECK(error_of(csv("1,2\n\n3,4\n")) ==
        "a.csv:2: the line is empty; only the end of a file may be empty");
  // in a single column it is a missing number
  CHECK(table("x\n1\n\n2\n\n").rows() == 3);
  CHECK(error_of(csv("1,2\n3,\"4\n5,6\n")) == "a.csv:2: the quote \" is never closed");
  CHECK(error_of(csv("1,2\n3,\"4\"5\n")) ==
        "a.csv:2: text stands behind the closing quote of a cell; a quote within a quoted cell is "
        "doubled: \"\"");
  CHECK_THAT(error_of(csv(std::string("1,2\n3,\0", 7))), Catch::Contains("this is no text"));
  CHECK_THAT(error_of(csv("\xff\xfe"
                          "1")),
             Catch::Contains("UTF-16"));
  CHECK_THAT(error_of(csv("PK\x03\x04")), Catch::Contains("zip archive"));
}

/// A cell as a writer may put it: in quotes where it must be, or for no reason.
std::string written(const std::string& cell, bool quoted) {
  if (!quoted && cell.find_first_of(",\"\r\n") == cell.npos) return cell;
  std::string result = "\"";
  for (const char c : cell) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + "\"";
}

TEST_CASE("random tables are read as they were written") {
  runtime::Random random(17);
  const std::string alphabet = "ab,\"\r\n 1;";
  for (int trial = 0; trial < 500; ++trial) {
    const std::size_t rows = 1 + random.below(6), columns = 2 + random.below(4);
    std::vector<Names> cells(rows, Names(columns));
    std::vector<std::size_t> lines;
    std::size_t line = 1;
    std::string text;
    const std::string end = random.below(2) == 0 ? "\n" : "\r\n";
    for (Names& row : cells) {
      lines.push_back(line);
      for (std::size_t j = 0; j < columns; ++j) {
        for (std::size_t i = random.below(5); i-- > 0;) row[j] += alphabet[random.below(9)];
        text += (j == 0 ? "" : ",") + written(row[j], random.below(3) == 0);
        for (std::size_t i = 0; i < row[j].size(); ++i) {
          // a line ends with CR LF, LF or CR
          const bool is_within = i > 0 && row[j][i] == '\n' && row[j][i - 1] == '\r';
          if ((row[j][i] == '\n' || row[j][i] == '\r') && !is_within) ++line;
        }
      }
      text += end;
      ++line;
    }
    const Table read = table(text, {.separator = ',', .has_header = false});
    REQUIRE(read.rows() == rows);
    for (std::size_t i = 0; i < rows; ++i) {
      CAPTURE(text, i);
      CHECK(read.place(i).line == lines[i]);
      for (std::size_t j = 0; j < columns; ++j) CHECK(read.text(i, j) == cells[i][j]);
    }
  }
}

TEST_CASE("numbers of cells") {
  using data::cell_number;
  CHECK(cell_number("12") == 12);
  CHECK(cell_number(" -1.5e-3\t") == -0.0015);
  CHECK(cell_number("+7") == 7);
  CHECK(cell_number("0.1") == 0.1);
  CHECK(cell_number(".5") == 0.5);
  CHECK(cell_number("1e-400") == 0);
  CHECK(std::isinf(cell_number("inf")));
  for (const char* cell :
       {"", " ", "+", "+-1", "1,5", "0x10", "1 2", "1e", "1e999", "nan", "?", "--1"}) {
    CAPTURE(cell);
    CHECK(std::isnan(cell_number(cell)));
  }
  for (const char* cell : {"", " ", "?", "NA", "NaN", "inf", "-Infinity", "null", "None"}) {
    CAPTURE(cell);
    CHECK(data::is_missing_value(cell));
  }
  CHECK_FALSE(data::is_missing_value("0"));
  CHECK_FALSE(data::is_missing_value("red"));
}

TEST_CASE("a table in memory is its text, its numbers and two offsets a row") {
  constexpr std::size_t rows = 20000, columns = 50;
  std::string text;
  for (std::size_t i = 0; i < rows * columns; ++i) {
    text += std::to_string(i % 251) + (i % columns + 1 == columns ? "\n" : ",");
  }
  const std::size_t size = text.size();
  const AllocationCounter counter;
  const Table read = table(text);
  CHECK(read.rows() == rows);
  // vectors that grow hold up to three times what they need while they are copied
  CHECK(counter.allocations().peak_bytes < 2 * size + 3 * 8 * (rows * columns + 2 * rows) + 100000);
  std::vector<double> row(columns);
  read.read_row(rows - 1, row);
  CHECK(row[columns - 1] == (rows * columns - 1) % 251);
  CHECK(read.text(rows - 1, 0) == std::to_string((rows - 1) * columns % 251));
}

}  // namespace
}  // namespace nngen::tests
