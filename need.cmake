# What is missing is told all at once, by the names of Debian's packages

# need(PREFIX MODULE PACKAGE): PkgConfig::PREFIX, or one more that is missing
macro(need prefix module package)
    pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${module})
    if(NOT ${prefix}_FOUND)
        list(APPEND missing_packages ${package})
    endif()
endmacro()

macro(say_missing)
    if(missing_packages)
        list(REMOVE_DUPLICATES missing_packages)
        string(JOIN " " missing_words ${missing_packages})
        message(FATAL_ERROR "These are missing, by the names of Debian's packages: ${missing_words}\n"
                            "    apt-get install ${missing_words}\n"
                            "json-glib, libpsl and the picture (node-d3) can be left out: -DIOT_JSON=OFF, -DIOT_PSL=OFF, "
                            "-DIOT_PICTURE=OFF; Wireshark: -DIOT_PLUGIN=OFF. doc/install.md says what is lost.")
    endif()
endmacro()
