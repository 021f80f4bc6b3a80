# What is missing is told all at once, by the names of Debian's packages

# missing(PACKAGE...): more that are missing
function(missing)
    set_property(GLOBAL APPEND PROPERTY IOT_MISSING ${ARGV})
endfunction()

# need(PREFIX MODULE PACKAGE): PkgConfig::PREFIX, or one more that is missing
macro(need prefix module package)
    pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${module})
    if(NOT ${prefix}_FOUND)
        missing(${package})
    endif()
endmacro()

function(say_missing)
    get_property(missing_packages GLOBAL PROPERTY IOT_MISSING)
    if(missing_packages)
        list(REMOVE_DUPLICATES missing_packages)
        string(JOIN " " missing_words ${missing_packages})
        message(FATAL_ERROR "These are missing, by the names of Debian's packages: ${missing_words}\n"
                            "    apt-get install ${missing_words}\n"
                            "json-glib, libpsl, the picture (node-d3) and the sandbox (libseccomp) can be left out: -DIOT_JSON=OFF, "
                            "-DIOT_PSL=OFF, -DIOT_PICTURE=OFF, -DIOT_SANDBOX=OFF; Wireshark: -DIOT_PLUGIN=OFF. "
                            "doc/install.md says what is lost.")
    endif()
endfunction()
