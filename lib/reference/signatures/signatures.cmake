# What devices.tsv tells, as a table that is part of the library

set(signatures_dir ${CMAKE_CURRENT_LIST_DIR})
set(signatures_readers fact/evidence.c reference/signatures/signatures-value.c
    reference/signatures/signatures-read.c reference/signatures/signatures-sort.c
    reference/signatures/signatures-rank.c)
# Runs while the library is built, so it has to be a program of the machine that builds.
set(IOT_COMPILE_SIGNATURES "" CACHE FILEPATH "Where one builds for another machine: a compile-signatures for this one")
if(IOT_COMPILE_SIGNATURES)
    set(compiler ${IOT_COMPILE_SIGNATURES})
else()
    set(compiler compile-signatures)
    add_executable(compile-signatures ${signatures_dir}/compile-signatures.c ${signatures_readers}
        fact/device-kind.c base/text.c)
    target_include_directories(compile-signatures PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(compile-signatures PRIVATE PkgConfig::GLIB)
endif()
set(signatures_table ${CMAKE_CURRENT_BINARY_DIR}/signatures-ours.c)
add_custom_command(OUTPUT ${signatures_table}
    COMMAND ${compiler} ${signatures_dir}/devices.tsv > ${signatures_table}
    DEPENDS ${compiler} ${signatures_dir}/devices.tsv VERBATIM)
