# The picture's page: template, style and scripts of ours, and the drawing library as its package ships it

set(IOT_D3_DIR "" CACHE PATH "A node_modules with d3 and d3-sankey; else those of Debian's node-d3")
if(IOT_D3_DIR)
    set(d3_dir ${IOT_D3_DIR})
    set(d3_licence_dir ${IOT_D3_DIR}/d3)
else()
    set(d3_dir /usr/share/nodejs)
    set(d3_licence_dir /usr/share/doc/node-d3)
endif()
find_file(D3 d3.min.js PATHS ${d3_dir}/d3/dist NO_DEFAULT_PATH)
find_file(D3_SANKEY d3-sankey.min.js PATHS ${d3_dir}/d3-sankey/dist NO_DEFAULT_PATH)
find_file(D3_LICENCE NAMES LICENSE copyright PATHS ${d3_licence_dir} NO_DEFAULT_PATH)
find_program(GLIB_COMPILE_RESOURCES glib-compile-resources)
foreach(need D3 D3_SANKEY D3_LICENCE GLIB_COMPILE_RESOURCES)
    if(NOT ${need})
        message(FATAL_ERROR "${need} is missing: install node-d3 and libglib2.0-dev-bin, "
                            "or say where d3 and d3-sankey are with -DIOT_D3_DIR=.../node_modules")
    endif()
endforeach()

# In this order: each uses what stands before it.
set(scripts format.js data.js select.js page.js totals.js flow.js rings.js timeline.js places.js table.js
    findings.js main.js)
list(TRANSFORM scripts PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
set(made ${CMAKE_CURRENT_BINARY_DIR}/picture)
file(MAKE_DIRECTORY ${made})
add_custom_command(OUTPUT ${made}/picture.js
    COMMAND ${CMAKE_COMMAND} -E cat ${scripts} > ${made}/picture.js
    DEPENDS ${scripts} VERBATIM)
foreach(part picture.html picture.css)
    configure_file(${CMAKE_CURRENT_LIST_DIR}/${part} ${made}/${part} COPYONLY)
endforeach()
configure_file(${D3} ${made}/d3.js COPYONLY)
configure_file(${D3_SANKEY} ${made}/d3-sankey.js COPYONLY)
configure_file(${D3_LICENCE} ${made}/licence.txt COPYONLY)
set(parts picture.html picture.css picture.js d3.js d3-sankey.js licence.txt)
list(TRANSFORM parts PREPEND ${made}/ OUTPUT_VARIABLE part_files)
foreach(kind source header)
    string(SUBSTRING ${kind} 0 1 suffix) # of "source" .c, of "header" .h
    string(REPLACE s c suffix ${suffix})
    add_custom_command(OUTPUT ${made}/picture-resource.${suffix}
        COMMAND ${GLIB_COMPILE_RESOURCES} --generate-${kind} --internal --manual-register
                --c-name iot_picture --sourcedir ${made} --target ${made}/picture-resource.${suffix}
                ${CMAKE_CURRENT_LIST_DIR}/picture.gresource.xml
        DEPENDS ${CMAKE_CURRENT_LIST_DIR}/picture.gresource.xml ${part_files} VERBATIM)
endforeach()
set(picture_sources ${made}/picture-resource.c ${made}/picture-resource.h)
