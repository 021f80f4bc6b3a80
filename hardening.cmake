# What makes a fault harder to use, as Debian's hardening=+all has it: position-independent
# programs, all relocations done and read-only before the program starts, guarded stacks, checked
# calls of the C library, control flow that only goes where it may. tests/check/hardening.sh looks
# whether what was built has them.

include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported()

# clang takes flags of other machines with a warning.
set(CMAKE_REQUIRED_FLAGS -Werror)
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection
             -mbranch-protection=standard)
    string(MAKE_C_IDENTIFIER IOT_HAS${flag} has)
    check_c_compiler_flag(${flag} ${has})
    if(${has})
        add_compile_options(${flag})
    endif()
endforeach()
unset(CMAKE_REQUIRED_FLAGS)
add_compile_options(-Wformat -Werror=format-security)
if(NOT APPLE AND NOT WIN32)
    add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()

# Works on what the optimizer knows, and glibc complains of it without. Sanitizers have checks of
# their own, which those would hide calls from.
string(TOUPPER "CMAKE_C_FLAGS_${CMAKE_BUILD_TYPE}" flags_of_type)
string(REGEX MATCHALL "-O[^ ]*" levels "${CMAKE_C_FLAGS} ${${flags_of_type}}")
list(POP_BACK levels level)
if(level AND NOT level STREQUAL "-O0" AND NOT IOT_SANITIZE AND NOT IOT_FUZZ)
    include(CheckCSourceCompiles)
    set(CMAKE_REQUIRED_FLAGS "-O2 -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3")
    check_c_source_compiles("#include <features.h>\n#if __USE_FORTIFY_LEVEL != 3\n#error\n#endif\nint main(void) { return 0; }" IOT_HAS_FORTIFY_3)
    unset(CMAKE_REQUIRED_FLAGS)
    if(IOT_HAS_FORTIFY_3)
        add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
    else()
        add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    endif()
endif()
