#include "codegen/formula/family_runs.hpp"

#include <algorithm>

namespace nngen::codegen {
namespace {

// Groups of at most this many lines recur together.
constexpr std::size_t longest_group = 12;

class Collapser {
 public:
  explicit Collapser(const std::vector<FamilyMember>& members) : members_(members) {}

  std::vector<FamilyRun> run() const {
    std::vector<FamilyRun> result;
    for (std::size_t i = 0; i < members_.size();) {
      const auto [group, repetitions] = longest_repetition(i);
      if (repetitions < fewest_repetitions) {
        result.push_back({i++, std::nullopt, 1, 1});
        continue;
      }
      for (std::size_t k = 0; k < group; ++k) {
        const std::int64_t first = *members_[i + k].index;
        const std::int64_t last = *members_[i + k + group * (repetitions - 1)].index;
        result.push_back({i + k, std::minmax({first, last}), group, repetitions});
      }
      i += group * repetitions;
    }
    return result;
  }

 private:
  struct Repetition {
    std::size_t group;
    std::size_t repetitions;
  };

  Repetition longest_repetition(std::size_t start) const {
    for (std::size_t group = 1; group <= longest_group; ++group) {
      const std::size_t count = repetitions(start, group);
      if (count >= fewest_repetitions) return {group, count};
    }
    return {1, 1};
  }

  std::size_t repetitions(std::size_t start, std::size_t group) const {
    if (start + group >= members_.size() || !members_[start].index) return 1;
    if (!members_[start + group].index) return 1;
    const std::int64_t step = *members_[start + group].index - *members_[start].index;
    if (step != 1 && step != -1) return 1;
    std::size_t i = start + group;
    while (i < members_.size() && members_[i].index &&
           members_[i].pattern == members_[i - group].pattern &&
           *members_[i].index - *members_[i - group].index == step) {
      ++i;
    }
    return (i - start) / group;
  }

  const std::vector<FamilyMember>& members_;
};

}  // namespace

std::vector<FamilyRun> family_runs(const std::vector<FamilyMember>& members) {
  return Collapser(members).run();
}

}  // namespace nngen::codegen
