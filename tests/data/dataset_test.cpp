// Tables as samples of a program.

#include "data/dataset.hpp"

#include "tests/data/programs.hpp"

namespace nngen::tests {
namespace {

using data::Dataset;
using data::OnBadRow;
using Numbers = std::vector<double>;
using Words = std::vector<std::string>;

const Numbers& values(const Dataset& data, std::size_t variable) {
  return data.variables[variable].values.entries();
}

std::string error(const ProgramBuilder& b, const std::string& csv,
                  const data::DatasetOptions& options = {}) {
  return error_of(data::make_dataset(b.program, source(csv), options));
}

TEST_CASE("a label of words is one-hot in the order of the alphabet, the rest is the input") {
  const auto b = network({2, 1}, {3, 1}, onehot());
  const Dataset data = dataset(
      b.program, source("kind,a,b\nred,1,2\nblue,3,4\nred,5,6\ngreen,7,8\n"), labelled("kind"));
  CHECK(data.samples == 4);
  CHECK(data.classes == Words{"blue", "green", "red"});
  CHECK(data.labels == std::vector<std::uint32_t>{2, 0, 2, 1});
  CHECK(values(data, 0) == Numbers{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(values(data, 1) == Numbers{0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0});
  CHECK(data.rows == std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("labels that are integers are ordered by size, whatever their spelling") {
  const auto b = network({1, 1}, {3, 1});
  const Dataset data = dataset(b.program, source("1,10\n2,9.0\n3, 011\n4,9\n"), labelled("2"));
  CHECK(data.classes == Words{"9", "10", "11"});
  CHECK(data.labels == std::vector<std::uint32_t>{1, 0, 2, 0});
  // fewer than there are entries: the numbers say which
  const auto digits = network({1, 1}, {4, 1});
  CHECK(dataset(digits.program, source("1,0\n2,3\n"), labelled("2")).labels ==
        std::vector<std::uint32_t>{0, 3});
  CHECK(dataset(digits.program, source("1,1\n2,4\n"), labelled("2")).labels ==
        std::vector<std::uint32_t>{0, 3});
  CHECK(error(digits, "1,1\n2,7\n", labelled("2")) ==
        "a.csv: the label has 2 classes, the target 't' is for 4; they are 1, 7");
  CHECK(error(digits, "x,k\n1,a\n2,b\n", labelled("k")) ==
        "a.csv: the label has 2 classes, the target 't' is for 4; they are a, b");
  CHECK(error(b, "x,k\n1,1\n2,2\n3,3\n4,4\n", labelled("k")) ==
        "a.csv: the label has 4 classes, the target 't' is for 3; they are 1, 2, 3, 4");
}

TEST_CASE("two words are 0 and 1 of a single number, or -1 and 1 where it is a sign") {
  const std::string csv = "x,t\n1,yes\n2,no\n3,yes\n";
  const Dataset data = dataset(network({1, 1}, {1, 1}).program, source(csv));
  CHECK(values(data, 1) == Numbers{1, 0, 1});
  CHECK(data.classes == Words{"no", "yes"});
  ir::Properties sign;
  sign.sign = true;
  CHECK(values(dataset(network({1, 1}, {1, 1}, sign).program, source(csv)), 1) ==
        Numbers{1, -1, 1});
  CHECK(error(network({1, 1}, {1, 1}), "x,t\n1,a\n2,b\n3,c\n") ==
        "a.csv: the label has 3 classes, the target 't' is for 2; they are a, b, c");
  // a word among numbers is a fault, not a class
  CHECK(error(network({1, 1}, {1, 1}), "x,t\n1,0.5\n2,?\n") ==
        "a.csv:3: column 't' is '?', which is no number");
}

TEST_CASE("without a map, columns are found by the names of inputs and targets") {
  ProgramBuilder b;
  b.input("x", {2, 1});
  b.input("z", {1, 1});
  b.declare("t", ir::Role::target, {2, 1});
  const Dataset data =
      dataset(b.program, source("t1,x[2],z,x_1,other,t2\n1,2,3,4,5,6\n7,8,9,10,11,12\n"));
  CHECK(values(data, 0) == Numbers{4, 2, 10, 8});
  CHECK(values(data, 1) == Numbers{3, 9});
  CHECK(values(data, 2) == Numbers{1, 6, 7, 12});
  CHECK(
      error(b, "x1,x2,z,q\n1,2,3,4\n") ==
      "a.csv: no column is known to be the target 't'; name it: --label q, if it is the last one");
  CHECK(error(b, "x1,x2,q,t1,t2\n1,2,3,4,5\n") ==
        "a.csv: no column is known to be the input 'z'; name its columns: --map z=COLUMNS");
}

TEST_CASE("columns that only happen to have such a name are not taken") {
  const auto b = network({4, 1}, {2, 1});
  const Dataset data = dataset(b.program, source("x1,y1,x2,y2,t\n1,2,3,4,a\n5,6,7,8,b\n"));
  CHECK(values(data, 0) == Numbers{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(data.classes == Words{"a", "b"});
  CHECK(values(dataset(network({2, 1}, {1, 1}).program, source("x,y,t\n1,2,3\n")), 0) ==
        Numbers{1, 2});
}

TEST_CASE("a map says which columns fill a matrix, column by column") {
  const auto b = network({2, 2}, {1, 1});
  data::DatasetOptions options;
  options.columns.map = {{"x", "c,a,b,d"}, {"t", "y"}};
  const Dataset data = dataset(b.program, source("y,a,b,c,d\n9,1,2,3,4\n"), options);
  // x = [3 2; 1 4]
  CHECK(values(data, 0) == Numbers{3, 1, 2, 4});
  CHECK(values(data, 1) == Numbers{9});
  options.columns.map = {{"label", "a"}};
  CHECK(error(b, "y,a\n1,2\n", options) ==
        "'label' is no input or target of the program; there are x, t");
  options.columns.map = {{"x", "a"}, {"t", "y"}};
  CHECK(error(b, "y,a\n1,2\n", options) ==
        "a.csv: the input 'x' is R^(2×2), 4 numbers a sample; it is given 1 column; these are a; "
        "--map x=COLUMNS chooses others");
}

TEST_CASE("nothing is given twice") {
  const auto b = network({1, 1}, {1, 1});
  data::DatasetOptions options;
  options.columns.map = {{"x", "a"}, {"x", "y"}};
  CHECK(error(b, "y,a\n1,2\n", options) == "'x' is given columns twice");
  std::vector<data::DataSource> sources = source("x,t\n1,2\n");
  sources.push_back(sources[0]);
  CHECK(error_of(data::make_dataset(b.program, sources)) ==
        "there are two tables for everything; say which input or target each is for");
  sources[0].variable = "t";
  sources[1].variable = "t";
  CHECK(error_of(data::make_dataset(b.program, sources)) == "'t' is given a table twice");
}

TEST_CASE("images in a file of their own keep their places; labels come from another") {
  std::vector<data::DataSource> sources;
  sources.push_back({"x", table_of("x.idx", idx(0x08, {2, 2, 3}, "abcdefghijkl"))});
  sources.push_back({"t", table_of("t.idx", idx(0x08, {2}, std::string("\x01\x00", 2)))});
  // a matrix: entry (1, 2) of the image is entry (1, 2) of the input; stored by columns
  const Dataset matrices = dataset(network({2, 3}, {2, 1}, onehot()).program, sources);
  CHECK(values(matrices, 0) == Numbers{'a', 'd', 'b', 'e', 'c', 'f', 'g', 'j', 'h', 'k', 'i', 'l'});
  CHECK(values(matrices, 1) == Numbers{0, 1, 1, 0});
  CHECK(matrices.classes == Words{"0", "1"});
  sources[0].table = table_of("x.idx", idx(0x08, {2, 1, 2, 3}, "abcdefghijkl"));
  CHECK(values(dataset(network({2, 3}, {2, 1}).program, sources), 0) == values(matrices, 0));
  // a vector: row by row
  const Dataset vectors = dataset(network({6, 1}, {2, 1}).program, sources);
  CHECK(values(vectors, 0) == Numbers{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'});

  const auto b = network({6, 1}, {2, 1});
  sources[1].table = table_of("t.idx", idx(0x08, {3}, "123"));
  CHECK(error_of(data::make_dataset(b.program, sources)) ==
        "t.idx: the file has 3 rows, 'x.idx' has 2; row by row they are the same samples");
  sources.pop_back();
  CHECK(error_of(data::make_dataset(b.program, sources)) == "there is no data for the target 't'");
  sources[0].variable = "X";
  CHECK_THAT(error_of(data::make_dataset(b.program, sources)), Catch::Contains("'X' is no input"));
}

TEST_CASE("what cannot be used is said with its line") {
  const auto b = network({2, 1}, {1, 1});
  const auto message = [&](const char* cell) {
    return error(b, std::string("x1,x2,t\n1,2,3\n4,") + cell + ",6\n");
  };
  CHECK(message("") == "a.csv:3: the cell of column 'x2' is empty");
  CHECK(message("abc") == "a.csv:3: column 'x2' is 'abc', which is no number");
  CHECK(message("nan") == "a.csv:3: column 'x2' is 'nan', which is no number");
  CHECK(message("-inf") == "a.csv:3: column 'x2' is -inf, which is not finite");
  CHECK(message("1e999") == "a.csv:3: column 'x2' is 1e999, which is too large");
  CHECK(message("\"1,5\"") ==
        "a.csv:3: column 'x2' is '1,5', which is no number; numbers are written with a decimal "
        "point");
  CHECK(error(b, "1,2,3\n4,?,6\n,1,1\n1,1,x\n", labelled("3")) ==
        "a.csv:2: column 2 is '?', which is no number; 2 more rows cannot be used");
}

TEST_CASE("bad rows can be left out and are counted") {
  const auto b = network({1, 1}, {2, 1});
  data::DatasetOptions options = labelled("k");
  options.on_bad_row = OnBadRow::skip;
  std::string csv = "x,k\n1,a\n2,b\n";
  for (int i = 0; i < 7; ++i) csv += "?,c\n";  // its class is none, since its row is not used
  csv += "3,\n4,a\n";
  const Dataset data = dataset(b.program, source(csv), options);
  CHECK(values(data, 0) == Numbers{1, 2, 4});
  CHECK(data.rows == std::vector<std::size_t>{0, 1, 10});
  CHECK(data.skipped.count == 8);
  REQUIRE(data.skipped.first.size() == 5);
  CHECK(data.skipped.first[0].to_string() == "a.csv:4: column 'x' is '?', which is no number");
  CHECK(error(b, "x,k\n?,a\n?,b\n", options) ==
        "a.csv:2: column 'x' is '?', which is no number; 1 more row cannot be used");
}

TEST_CASE("a data set for a trained network has the network's classes") {
  const auto b = network({1, 1}, {3, 1});
  data::DatasetOptions options = labelled("k");
  options.classes = {"red", "blue", "green"};
  const Dataset data = dataset(b.program, source("x,k\n1,blue\n2,red\n"), options);
  CHECK(data.labels == std::vector<std::uint32_t>{1, 0});
  CHECK(error(b, "x,k\n1,blue\n2,rd\n", options) ==
        "a.csv:3: the label 'rd' is none of the classes; did you mean 'red'?");
  options.classes = {"3", "4", "5"};
  CHECK(dataset(b.program, source("x,k\n1,4.0\n2,03\n"), options).labels ==
        std::vector<std::uint32_t>{1, 0});
  options.classes = {"1", "2"};
  CHECK(error(b, "x,k\n1,2\n", options) == "a.csv: there are 2 classes, the target 't' is for 3");
}

TEST_CASE("declared properties are checked, row by row or of the classes") {
  ir::Properties positive;
  positive.positive = true;
  ProgramBuilder b;
  b.input("x", {2, 1}, positive);
  CHECK_THAT(error(b, "x1,x2\n1,2\n3,0\n"),
             Catch::StartsWith("a.csv:3: 'x' is not positive: entry [2] is 0"));
  ProgramBuilder simplex;
  ir::Properties is_simplex;
  is_simplex.simplex = true;
  simplex.input("x", {2, 1}, is_simplex);
  CHECK(error(simplex, "x1,x2\n0.25,0.75\n") == "no error");
  CHECK_THAT(error(simplex, "x1,x2\n0.25,0.5\n"), Catch::Contains("its entries sum to 0.75"));
  CHECK_THAT(error(network({1, 1}, {2, 1}, positive), "x,k\n1,a\n2,b\n", labelled("k")),
             Catch::Contains("'t' made of the label is not positive"));
  CHECK(error(network({1, 1}, {2, 1}, onehot()), "x,t1,t2\n1,0,1\n") == "no error");
  CHECK_THAT(error(network({1, 1}, {2, 1}, onehot()), "x,t1,t2\n1,1,1\n"),
             Catch::Contains("'t' is not one-hot"));
}

TEST_CASE("targets that are classes by their numbers give labels too") {
  const Dataset vectors =
      dataset(network({1, 1}, {2, 1}).program, source("x,t1,t2\n1,0,1\n2,1,0\n"));
  CHECK(vectors.labels == std::vector<std::uint32_t>{1, 0});
  CHECK(vectors.classes == Words{"t1", "t2"});
  const Dataset signs = dataset(network({1, 1}, {1, 1}).program, source("x,t\n1,-1\n2,1\n"));
  CHECK(signs.labels == std::vector<std::uint32_t>{0, 1});
  CHECK(signs.classes == Words{"-1", "1"});
  CHECK(dataset(network({1, 1}, {1, 1}).program, source("x,t\n1,0\n2,0.5\n")).labels.empty());
  CHECK(dataset(network({1, 1}, {2, 1}).program, source("x,t1,t2\n1,1,1\n")).labels.empty());
}

TEST_CASE("a label needs one target that is a vector or a number, and is one column") {
  CHECK(error(network({1, 1}, {2, 2}), "x,k\n1,a\n2,b\n", labelled("k")) ==
        "a.csv: a label is for a vector or a number, the target 't' is R^(2×2)");
  ProgramBuilder none;
  none.input("x", {1, 1});
  CHECK(error(none, "x,k\n1,a\n", labelled("k")) ==
        "the label 'k' is for the only target, the program has 0");
  CHECK_THAT(error(network({1, 1}, {2, 1}), "x,k,l\n1,2,3\n", labelled("k,l")),
             Catch::Contains("the label is one column, 'k,l' are 2"));
  CHECK_THAT(error(network({1, 1}, {2, 1}), "x,k\n1,2\n", labelled("kk")),
             Catch::Contains("did you mean 'k'?"));
}

TEST_CASE("the data of the examples") {
  const auto read = [](const ProgramBuilder& b, const std::string& file, const std::string& label) {
    auto table = data::read_table(NNGEN_SOURCE_DIR "/examples/" + file);
    REQUIRE(table);
    std::vector<data::DataSource> sources;
    sources.push_back({"", std::move(table).value()});
    return dataset(b.program, sources, labelled(label));
  };
  const auto in_class = [](const Dataset& data, std::uint32_t which) {
    return std::count(data.labels.begin(), data.labels.end(), which);
  };
  const Dataset iris = read(network({4, 1}, {3, 1}, onehot()), "iris/iris.csv", "species");
  CHECK(iris.samples == 150);
  CHECK(iris.classes == Words{"0", "1", "2"});
  for (const std::uint32_t k : {0u, 1u, 2u}) CHECK(in_class(iris, k) == 50);
  CHECK(iris.variables[0].values(0, 0) == 5.1);
  CHECK(iris.variables[0].values(3, 149) == 1.8);
  // the counts of the classes are those of the data sets' descriptions
  const Dataset wine = read(network({13, 1}, {3, 1}, onehot()), "wine/wine.csv", "cultivar");
  CHECK(in_class(wine, 0) == 59);
  CHECK(in_class(wine, 1) == 71);
  CHECK(in_class(wine, 2) == 48);
  const Dataset digits = read(network({64, 1}, {10, 1}, onehot()), "digits/digits.csv", "digit");
  CHECK(digits.samples == 1797);
  CHECK(digits.classes.back() == "9");
}

}  // namespace
}  // namespace nngen::tests
