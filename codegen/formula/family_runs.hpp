#pragma once
// What recurs with a running index: which of many texts are printed once for all.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nngen::codegen {

/// Fewer repetitions are written out.
constexpr std::size_t fewest_repetitions = 5;

/// A text that may recur: its index in a family, and what it looks like with that index as i.
struct FamilyMember {
  std::optional<std::int64_t> index;
  std::string pattern;
};
/// What is printed of them: the member as it stands, or once for all with indices of the range;
/// then it stands for `count` members, each `stride` behind the one before.
struct FamilyRun {
  std::size_t member;
  std::optional<std::pair<std::int64_t, std::int64_t>> range;
  std::size_t stride = 1;
  std::size_t count = 1;
};
/// Of a group of members that recurs more than a few times with an index that rises or falls by
/// one, each is printed once. Linear in the number of members.
std::vector<FamilyRun> family_runs(const std::vector<FamilyMember>& members);

}  // namespace nngen::codegen
