// Columns as a user names them.

#include "data/column_list.hpp"

#include "tests/data/programs.hpp"

namespace nngen::tests {
namespace {

using Columns = std::vector<std::size_t>;

TEST_CASE("names, numbers, ranges, beginnings, lists") {
  const data::Table table =
      table_of("a.csv", "id,pixel1,pixel2,pixel3,kind,2,a..b,a b\n1,2,3,4,5,6,7,8\n");
  const auto columns = [&](const char* list) {
    const auto result = data::columns_of(table, list);
    INFO(error_of(result));
    REQUIRE(result);
    return result.value();
  };
  CHECK(columns("kind") == Columns{4});
  CHECK(columns("1") == Columns{0});
  CHECK(columns("2") == Columns{5});  // a name goes before a number
  CHECK(columns("kind,id") == Columns{4, 0});
  CHECK(columns(" kind , id ") == Columns{4, 0});
  CHECK(columns("pixel*") == Columns{1, 2, 3});
  CHECK(columns("pixel2..kind") == Columns{2, 3, 4});
  CHECK(columns("3..5") == Columns{2, 3, 4});
  CHECK(columns("id,pixel*,8") == Columns{0, 1, 2, 3, 7});
  CHECK(columns("a..b") == Columns{6});
  CHECK(columns("a b") == Columns{7});
  CHECK(columns("id..1") == Columns{0});
}

TEST_CASE("columns that are not there") {
  const data::Table table = table_of("a.csv", "width,height,width\n1,2,3\n");
  const auto error = [&](const char* list) { return error_of(data::columns_of(table, list)); };
  CHECK(error("heigth") == "a.csv: there is no column 'heigth'; did you mean 'height'?");
  CHECK(error("colour") ==
        "a.csv: there is no column 'colour'; the columns are width, height, width");
  CHECK(error("width") ==
        "a.csv: more than one column has the name 'width'; use their numbers, from 1 to 3");
  CHECK(error("4") == "a.csv: there is no column 4; they are numbered from 1 to 3");
  CHECK(error("0") == "a.csv: there is no column 0; they are numbered from 1 to 3");
  CHECK_THAT(error("99999999999999999999999"), Catch::Contains("there is no column 9999"));
  CHECK_THAT(error("3..2"), Catch::Contains("the range '3..2' is empty"));
  CHECK_THAT(error("z*"), Catch::Contains("no column 'z*'"));
  CHECK_THAT(error(""), Catch::Contains("no column ''"));
  CHECK_THAT(error("1,"), Catch::Contains("no column ''"));
  const data::Table unnamed = table_of("a.csv", "1,2\n");
  CHECK(error_of(data::columns_of(unnamed, "x")) ==
        "a.csv: there is no column 'x'; the columns have no names, only numbers from 1 to 2");
}

}  // namespace
}  // namespace nngen::tests
