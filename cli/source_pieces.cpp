#include "cli/source_pieces.hpp"

#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "ir/op.hpp"
#include "ir/role_word.hpp"
#include "parser/lexer.hpp"

namespace nngen::cli {
namespace {

using codegen::SourcePiece;
using parser::Token;
using parser::TokenKind;

// Of a family so many members are spelled out.
constexpr std::size_t most_members = 4;
// Of a list of very many sizes the beginning.
constexpr std::size_t longest_statement = 80;

std::string shape_text(const ir::Shape& shape) {
  return shape.is_scalar() ? "R" : shape.to_string();
}

std::string function_text(const ir::Function& function) {
  std::string text;
  for (const ir::FunctionPart& part : function.parts) {
    text += (text.empty() ? "" : " × ") + std::string(ir::op_def(part.op).name);
  }
  return text;
}

/// What the names of a program are, by their plain spelling; a family also by its name alone.
class KnownNames {
 public:
  KnownNames(const ir::SourceFile& source, const ir::Program& program,
             const parser::TokenList& tokens) {
    for (const std::string_view name : ir::function_names())
      add_plain(std::string(name), "function");
    add_lets(source, tokens);
    for (const ir::Declaration& declaration : program.declarations) {
      const std::string_view role = ir::role_word(declaration.role);
      add(declaration.name, role, role, shape_text(declaration.shape));
    }
    for (std::uint32_t i = 0; i < program.functions.size(); ++i) {
      add(program.functions[i].name, "function", "act", function_text(program.graph->function(i)),
          " = ");
    }
    for (const ir::NamedValue& value : program.values) add_value(program, value, "value");
    for (const ir::NamedValue& value : program.outputs) add_value(program, value, "value");
    if (program.loss) add_value(program, *program.loss, "loss");
  }

  SourcePiece piece(std::string text, const std::string& plain) const {
    auto found = known_.find(plain);
    // the W of W_k, whose index the lexer reads as part of the name
    if (found == known_.end()) found = known_.find(plain.substr(0, plain.rfind('_')));
    if (found == known_.end()) return {std::move(text), {}, {}};
    return {std::move(text), found->second.kind, found->second.note};
  }

 private:
  struct Known {
    std::string_view kind;
    std::string note;
    std::size_t members = 0;
  };

  // `let n, m` and `let k = 3`: the note is the statement.
  void add_lets(const ir::SourceFile& source, const parser::TokenList& list) {
    const std::vector<Token>& tokens = list.tokens;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (tokens[i].kind != TokenKind::kw_let) continue;
      const std::string note = statement(source, tokens[i].begin);
      do {
        if (tokens[++i].kind != TokenKind::name) break;
        known_.insert_or_assign(list.names[tokens[i].payload], Known{"const", note});
        ++i;
      } while (i + 1 < tokens.size() && tokens[i].kind == TokenKind::comma);
      --i;
    }
  }

  static std::string statement(const ir::SourceFile& source, std::uint32_t begin) {
    std::string_view text = source.text().substr(begin);
    text = text.substr(0, text.find_first_of("\n#;"));
    text = text.substr(0, text.find_last_not_of(" \t\r") + 1);
    if (text.size() <= longest_statement) return std::string(text);
    std::size_t end = longest_statement;
    while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // within a letter
    return std::string(text.substr(0, end)) + " …";
  }

  void add_plain(std::string name, std::string_view kind) { known_[std::move(name)] = {kind, {}}; }

  void add_value(const ir::Program& program, const ir::NamedValue& value, std::string_view kind) {
    add(value.name, kind, kind, shape_text((*program.graph)[value.node].shape));
  }

  void add(const ir::Name& name, std::string_view kind, std::string_view word,
           const std::string& shape, std::string_view sign = " : ") {
    const std::string note = name.plain() + std::string(sign) + shape;
    known_.insert_or_assign(name.plain(), Known{kind, fmt::format("{} {}", word, note)});
    if (!name.in_family) return;
    Known& family = known_[name.base];
    if (family.members == 0) family = {kind, std::string(word)};
    if (++family.members <= most_members) family.note += (family.members == 1 ? " " : ", ") + note;
    if (family.members == most_members + 1) family.note += ", …";
  }

  std::map<std::string, Known> known_;
};

/// The text between tokens: spaces, comments to the ends of their lines, signs.
void add_gap(std::string_view gap, std::vector<SourcePiece>& pieces) {
  while (!gap.empty()) {
    const std::size_t comment = gap.find('#');
    if (comment != 0) pieces.push_back({std::string(gap.substr(0, comment)), {}, {}});
    if (comment == std::string_view::npos) return;
    gap.remove_prefix(comment);
    const std::size_t end = std::min(gap.find('\n'), gap.size());
    pieces.push_back({std::string(gap.substr(0, end)), "comment", {}});
    gap.remove_prefix(end);
  }
}

/// The R of `x : R^n` is no name, though a file may have an R.
bool is_type(const std::vector<Token>& tokens, std::size_t place) {
  if (place == 0) return false;
  const TokenKind before = tokens[place - 1].kind;
  return before == TokenKind::element_of ||
         (before == TokenKind::colon && tokens[place - 1].enclosing == TokenKind::stray);
}

}  // namespace

std::vector<SourcePiece> source_pieces(const ir::SourceFile& source, const ir::Program& program) {
  ir::Diagnostics said_before;
  const parser::TokenList tokens = parser::lex(source, said_before);
  const KnownNames names(source, program, tokens);
  std::vector<SourcePiece> pieces;
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < tokens.tokens.size(); ++i) {
    const Token& token = tokens.tokens[i];
    if (token.begin < at || token.end <= token.begin) continue;
    const bool is_keyword = parser::is_keyword(token.kind);
    const bool is_marked =
        is_keyword || token.kind == TokenKind::name || token.kind == TokenKind::number;
    if (!is_marked) continue;
    add_gap(source.text({at, token.begin}), pieces);
    std::string text(source.text(token.span()));
    if (is_keyword) {
      pieces.push_back({std::move(text), "keyword", {}});
    } else if (token.kind == TokenKind::number) {
      pieces.push_back({std::move(text), "number", {}});
    } else if (is_type(tokens.tokens, i)) {
      pieces.push_back({std::move(text), {}, {}});
    } else {
      pieces.push_back(names.piece(std::move(text), tokens.names[token.payload]));
    }
    at = token.end;
  }
  add_gap(source.text().substr(at), pieces);
  return pieces;
}

}  // namespace nngen::cli
