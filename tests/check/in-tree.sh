#!/bin/sh
# in-tree.sh - a source tree of Wireshark's builds the plugin where that tree's own plugins go, with warnings as errors
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: in-tree.sh SOURCE [--build [PLUGIN]]
#
# The tree is a stand-in: its rules are as Wireshark's are called, its libraries those that are installed. How it calls
# the place of plugins is its own affair, as it is that of each Wireshark. What would be built is looked at; with --build
# it is, which takes minutes, and is copied to PLUGIN. Exit status: 0 good; 1 not.

set -eu
source=$(CDPATH='' cd -- "$1" && pwd)
tree=$(mktemp -d "${TMPDIR:-/tmp}/iot-in-tree.XXXXXX")
trap 'rm -rf "$tree"' EXIT
trap 'exit 130' INT TERM HUP
failed=0

check()
{
    if [ "$2" = 0 ]; then echo "ok: $1"; else
        echo "FAILED: $1"
        failed=1
    fi
}

mkdir -p "$tree/plugins/epan" "$tree/cmake/modules"
ln -s "$source" "$tree/plugins/epan/iot"
echo 'set(CUSTOM_PLUGIN_SRC_DIR plugins/epan/iot)' >"$tree/CMakeListsCustom.txt"
cat >"$tree/cmake/modules/WiresharkPlugin.cmake" <<'END'
macro(add_wireshark_plugin_library name folder)
    add_library(${name} MODULE ${PLUGIN_FILES})
    set_target_properties(${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${where_plugins_are}/${folder})
    add_dependencies(plugins ${name})
endmacro()
macro(install_plugin name folder)
    install(TARGETS ${name} LIBRARY DESTINATION lib/where-plugins-go/${folder} NAMELINK_SKIP)
endmacro()
END
cat >"$tree/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.18)
project(Wireshark C)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_SOURCE_DIR}/cmake/modules)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_C_FLAGS "${CMAKE_C_FLAGS} -Wall -Wextra -Wpointer-arith -Wwrite-strings -Wformat-security -Wshadow \
    -Wold-style-definition -Wstrict-prototypes -Wredundant-decls -Wunused-const-variable -Wno-pointer-sign")
set(WERROR_COMMON_FLAGS -Werror)
include(GNUInstallDirs)
find_package(Wireshark CONFIG REQUIRED)
add_custom_target(plugins)
set(where_plugins_are ${CMAKE_BINARY_DIR}/run/plugins)
include(CMakeListsCustom.txt)
foreach(directory ${CUSTOM_PLUGIN_SRC_DIR})
    add_subdirectory(${directory})
endforeach()
END

cmake -S "$tree" -B "$tree/build" -G Ninja -DCMAKE_INSTALL_PREFIX=/usr >"$tree/log" 2>&1 || {
    cat "$tree/log"
    check "the tree is configured" 1
    exit 1
}
targets=$(ninja -C "$tree/build" -t targets all)
echo "$targets" | grep -q '^run/plugins/epan/iot\.so:' && good=0 || good=1
check "the plugin is put where the tree's are" "$good"
echo "$targets" | grep -Eq '^(iot-devices|generate|man):' && good=1 || good=0
check "there is no command, no page and no test" "$good"
ours=$(grep '"command"' "$tree/build/compile_commands.json")
[ "$(echo "$ours" | grep -c .)" = "$(echo "$ours" | grep -c -- ' -Werror ')" ] && good=0 || good=1
check "warnings are errors, as the tree's are" "$good"
grep -q 'lib/where-plugins-go/epan"' "$tree/build/plugins/epan/iot/plugin/cmake_install.cmake" && good=0 || good=1
check "it is installed where the tree's are" "$good"

# Where files are written by GLib alone: by other sources, and nothing else that is built is Linux's.
cmake -S "$source" -B "$tree/portable" -G Ninja -DIOT_PORTABLE=ON >"$tree/log" 2>&1 && good=0 || good=1
check "it is configured as for other systems" "$good"
[ "$good" = 0 ] || cat "$tree/log"
grep -q 'out/out-portable\.c"' "$tree/portable/compile_commands.json" && good=0 || good=1
check "files are written by GLib" "$good"
grep -Eq 'out/out-(file|guard|directory)\.c"' "$tree/portable/compile_commands.json" && good=1 || good=0
check "and not by what Linux has" "$good"
ninja -C "$tree/portable" -t targets all | grep -Eq '^(iot-devices|generate):' && good=1 || good=0
check "there is no command there, and no test" "$good"

if [ "${2:-}" = --build ]; then
    cmake --build "$tree/portable" && good=0 || good=1
    check "it is built as for other systems" "$good"
    cmake --build "$tree/build" --target plugins && good=0 || good=1
    check "it is built" "$good"
    [ "$good" != 0 ] || [ -z "${3:-}" ] || cp "$tree/build/run/plugins/epan/iot.so" "$3"
fi
exit "$failed"
