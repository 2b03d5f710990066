// Peers in processes of their own, which are Python's: bench/peers/serve.py says how they talk.

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

namespace {

namespace fs = std::filesystem;

void write_numbers(const fs::path& file, const Numbers& numbers) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(numbers.data()),
             static_cast<std::streamsize>(numbers.size() * static_cast<Index>(sizeof(Scalar))));
}

void read_numbers(const fs::path& file, Numbers& numbers) {
  const auto bytes =
      static_cast<std::streamsize>(numbers.size() * static_cast<Index>(sizeof(Scalar)));
  std::ifstream stream(file, std::ios::binary);
  stream.read(reinterpret_cast<char*>(numbers.data()), bytes);
  const bool is_whole =
      stream.gcount() == bytes && stream.peek() == std::ifstream::traits_type::eof();
  if (!is_whole)
    throw std::runtime_error(file.string() + " has another length than the parameters");
}

/// What the peers need to know, in files.
void write_problem(const Problem& problem, const fs::path& folder) {
  const nlohmann::json json = {
      {"program", problem.program},
      {"sizes", problem.sizes},
      {"activation", problem.activation == Activation::relu ? "relu" : "tanh"},
      {"loss", problem.loss == Loss::squares ? "squares" : "cross_entropy"},
      {"scalar", sizeof(Scalar) == 4 ? "float" : "double"},
      {"samples", problem.samples},
      {"x_rows", problem.x_rows},
      {"x_cols", problem.x_cols},
      {"t_rows", problem.t_rows},
      {"t_cols", problem.t_cols}};
  std::ofstream(folder / "problem.json") << json.dump(1) << "\n";
  write_numbers(folder / "x.raw", problem.x);
  write_numbers(folder / "t.raw", problem.t);
  write_numbers(folder / "parameters.raw", problem.parameters);
}

/// Lines there, lines back.
class Conversation {
 public:
  explicit Conversation(const std::string& path) : socket_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) throw std::runtime_error(path + " is too long");
    std::memcpy(address.sun_path, path.c_str(), path.size());
    const auto* const any = reinterpret_cast<const sockaddr*>(&address);
    if (connect(socket_, any, sizeof(address)) != 0) {
      throw std::runtime_error("nobody listens at " + path);
    }
  }
  ~Conversation() { close(socket_); }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  std::string ask(const std::string& line) {
    const std::string sent = line + "\n";
    if (send(socket_, sent.data(), sent.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(sent.size())) {
      throw std::runtime_error("cannot be asked to " + line);
    }
    std::string answer;
    for (char c = 0; recv(socket_, &c, 1, 0) == 1;) {
      if (c == '\n') return answer;
      answer += c;
    }
    throw std::runtime_error("gives no answer to " + line);
  }

 private:
  int socket_;
};

class ProcessPeer : public Peer {
 public:
  ProcessPeer(std::string name, const std::string& path, fs::path folder)
      : Peer(std::move(name)), conversation_(path), folder_(std::move(folder)) {}

  /// "ready", or why not.
  std::string begin() { return conversation_.ask("case " + folder_.string()); }

  void load(const Numbers&) override { conversation_.ask("load"); }
  Scalar gradient(long calls) override { return ask_to_run("gradient", calls).loss; }
  Scalar step(long calls, Scalar learning_rate) override {
    return ask_to_run("step", calls, learning_rate).loss;
  }
  double seconds_of_gradient(long calls) override { return ask_to_run("gradient", calls).seconds; }
  double seconds_of_step(long calls, Scalar learning_rate) override {
    return ask_to_run("step", calls, learning_rate).seconds;
  }
  void store_gradient(Numbers& gradient) const override { fetch("gradients", gradient); }
  void store_parameters(Numbers& parameters) const override { fetch("parameters", parameters); }

 private:
  struct Run {
    double seconds;
    Scalar loss;
  };

  Run ask_to_run(const char* what, long calls, Scalar learning_rate = 0) {
    std::ostringstream line;
    line.precision(17);
    line << what << " " << calls;
    if (learning_rate != 0) line << " " << learning_rate;
    const std::string answer = conversation_.ask(line.str());
    char* rest = nullptr;
    const double seconds = std::strtod(answer.c_str(), &rest);
    const char* const loss = rest;
    const Run run{seconds, static_cast<Scalar>(std::strtod(loss, &rest))};
    if (rest == loss) throw std::runtime_error(name() + " answers " + answer);
    return run;
  }

  void fetch(const char* what, Numbers& numbers) const {
    const fs::path file = folder_ / "results.raw";
    conversation_.ask(std::string(what) + " " + file.string());
    read_numbers(file, numbers);
  }

  mutable Conversation conversation_;
  fs::path folder_;
};

}  // namespace

void add_processes(const Problem& problem, Peers& peers, std::vector<MissingPeer>& missing) {
  const char* const folder = std::getenv("NNGEN_BENCH_FOLDER");
  const char* const sockets = std::getenv("NNGEN_BENCH_PEERS");
  if (folder == nullptr || sockets == nullptr) return;
  write_problem(problem, folder);
  std::istringstream list(sockets);  // a line each: its socket, its name
  for (std::string path, name; list >> path >> std::ws && std::getline(list, name);) {
    auto peer = std::make_unique<ProcessPeer>(name, path, folder);
    const std::string answer = peer->begin();
    if (answer == "ready") {
      peers.push_back(std::move(peer));
    } else {
      missing.push_back({name, answer.substr(answer.find(' ') + 1)});
    }
  }
}

}  // namespace nngen::bench
