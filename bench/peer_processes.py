"""The peers that are Python's: one process each for all cases, started again where it has ended."""
import pathlib
import subprocess
import tempfile

SERVE = pathlib.Path(__file__).resolve().parent / "peers" / "serve.py"
NAMES = ["JAX", "CasADi", "PyTorch", "PyTorch compiled"]


class PeerProcess:
    def __init__(self, name, python, folder, environment):
        self.name, self.python, self.environment = name, python, environment
        self.socket = pathlib.Path(folder) / (name.replace(" ", "_") + ".socket")
        self.errors = pathlib.Path(folder) / (name.replace(" ", "_") + ".errors")
        self.process, self.reason = None, None

    def start(self):
        """Waits until the peer listens; else notes why it does not."""
        self.socket.unlink(missing_ok=True)
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen([self.python, str(SERVE), self.name, str(self.socket)], env=self.environment,
                                            stdout=subprocess.PIPE, stderr=errors, text=True)
        if self.process.stdout.readline() != "listening\n":
            self.process.wait()
            self.reason = self.last_words()
            self.process = None

    def last_words(self):
        lines = self.errors.read_text().strip().splitlines()
        return lines[-1] if lines else "it ended without a word"

    def is_there(self):
        """Starts it where it has never run or has ended in the middle of a case."""
        if self.reason is None and (self.process is None or self.process.poll() is not None):
            if self.process is not None:
                print(f"{self.name} has ended: {self.last_words()}", flush=True)
            self.start()
        return self.reason is None

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class PeerProcesses:
    """`left_out`: a reason for each that is not to run."""

    def __init__(self, python, cache, environment, left_out):
        # The names of sockets are short; folders of builds need not be.
        self.folder = tempfile.TemporaryDirectory(prefix="nngen-bench-")
        environment = {**environment, "TORCHINDUCTOR_CACHE_DIR": str(cache)}
        self.all = [PeerProcess(name, python, self.folder.name, environment) for name in NAMES]
        for peer in self.all:
            peer.reason = left_out.get(peer.name)

    def sockets(self):
        """Of those that are there, as the timing programs read them."""
        return "\n".join(f"{peer.socket} {peer.name}" for peer in self.all if peer.is_there())

    def missing(self):
        return [{"peer": peer.name, "reason": peer.reason} for peer in self.all if peer.reason is not None]

    def __enter__(self):
        return self

    def stop(self):
        for peer in self.all:
            peer.stop()

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()
