# tidy.cmake - what Debian wants of files, done before they are packed
#
# SPDX-License-Identifier: GPL-2.0-or-later

file(GLOB_RECURSE compressed
    ${CPACK_TEMPORARY_DIRECTORY}/*.[17] ${CPACK_TEMPORARY_DIRECTORY}/changelog.Debian)
file(GLOB_RECURSE libraries ${CPACK_TEMPORARY_DIRECTORY}/*.a)
foreach(file ${compressed})
    execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
# CPACK_STRIP_FILES leaves static libraries alone.
foreach(file ${libraries})
    execute_process(COMMAND strip --strip-debug --enable-deterministic-archives ${file}
                    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
