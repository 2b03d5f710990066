"""The peers that are libraries of C++, compiled where they are installed."""
import subprocess
import sys


def torch_folders(python):
    """What PyTorch's wheel says of its C++ library; None where there is none."""
    question = ("import torch.utils.cpp_extension as e; "
                "print(chr(10).join([*e.include_paths(), '', *e.library_paths()]))")
    answer = subprocess.run([python, "-c", question], capture_output=True, text=True)
    if answer.returncode != 0:
        return None
    includes, _, libraries = answer.stdout.strip().partition("\n\n")
    return includes.splitlines(), libraries.splitlines()


def has_header(compiler, header):
    found = subprocess.run([*compiler, "-x", "c++", "-E", "-"], input=f"#include <{header}>\n", capture_output=True, text=True)
    return found.returncode == 0


class FrameworkLibraries:
    """`compile_library(name, folder, scalar, flags)` makes NAME.so out of bench/emitted/NAME.cpp."""

    def __init__(self, compiler, python, compile_library):
        self.compile_library = compile_library
        self.flags, self.missing, self.files = {}, [], {}
        if has_header(compiler, "dnnl.hpp"):
            self.flags["oneDNN"] = ["-ldnnl"]
        else:
            self.missing.append({"peer": "oneDNN", "reason": "dnnl.hpp is not installed"})
        folders = torch_folders(python)
        if folders:
            includes, libraries = folders
            self.flags["libtorch"] = [*(flag for folder in includes for flag in ("-isystem", folder)),
                                      *(f"-L{folder}" for folder in libraries), "-ltorch_cpu", "-lc10",
                                      *(f"-Wl,-rpath,{folder}" for folder in libraries)]
        else:
            self.missing.append({"peer": "libtorch", "reason": "PyTorch is not installed"})

    def build(self, folder, scalar):
        """Where one cannot be compiled, that is said and the others are measured."""
        for name in list(self.flags):
            try:
                file = self.compile_library(f"{name.lower()}_peer", folder, scalar, self.flags[name])
                self.files[scalar, name] = file
            except subprocess.CalledProcessError:
                print(f"{name} cannot be compiled", file=sys.stderr)
                del self.flags[name]
                self.missing.append({"peer": name, "reason": "it cannot be compiled"})

    def list_for(self, scalar):
        """As the timing programs read it."""
        return "\n".join(f"{name} {file}" for (of, name), file in self.files.items() if of == scalar)
