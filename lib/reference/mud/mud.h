/* mud.h - what devices may do by their Manufacturer Usage Descriptions
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: the access lists of the MUD documents (RFC 8520, RFC 8519) in a directory, and which
 * document is about which device: by a MAC in the file's name, the mud-url or the systeminfo; else
 * by a name that the file, the mud-url or the systeminfo has, in that order, compared as slugs
 * (text.h). The first file, in the order of names, has a key. Within a list the first entry that
 * matches decides, and what none matches is not allowed. Keeps its own copies; files are hostile.
 * Does not resolve names, fetch a mud-url or check signatures. Who is the network's controller for
 * DNS or NTP is the caller's to say. Other controllers, manufacturers and models are devices in the
 * local network, which are not told apart here.
 * Reading is linear; a question is a walk over the entries of one document.
 *
 *     g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
 *     g_autoptr(iot_mud_files) files = iot_mud_read_directory("mud", problems, &error);
 *     const iot_mud *mud = files ? iot_mud_find(files, &mac, "roomba") : NULL;
 *     iot_mud_contact to = {.by_device = true, .name = "example.com", .addr = addr,
 *                           .transport = IOT_TRANSPORT_TCP, .port = 443};
 *     if (mud && !iot_mud_allows(mud, &to))
 *         puts(iot_mud_file(mud));
 */
#ifndef IOT_MUD_H
#define IOT_MUD_H

#include "base/decls.h"
#include "fact/observation.h"

IOT_BEGIN_DECLS

/** Most files read of a directory; the names after them are one problem. */
#define IOT_MUD_FILES_MAX 4096
/** Largest file read; RFC 8520's example has 3 KiB, an export of a large home 1 MiB. */
#define IOT_MUD_FILE_MAX_BYTES (8u << 20)
/** Of all of them together. */
#define IOT_MUD_ALL_MAX_BYTES (64u << 20)
/** Most entries kept of a document, and of a directory; those after them are one problem. */
#define IOT_MUD_ENTRIES_MAX     4096
#define IOT_MUD_ALL_ENTRIES_MAX 262144
/** Most problems told of a file; one more counts the rest. */
#define IOT_MUD_PROBLEMS_MAX 100

typedef struct iot_mud_files iot_mud_files;
/** One document. */
typedef struct iot_mud iot_mud;

/** What is asked about: who talks to the device, at which port of the server. */
typedef struct iot_mud_contact {
    bool by_device;   /**< the device began: from-device; false: to-device */
    const char *name; /**< of the other side; NULL: none; compared without case */
    iot_addr addr;    /**< of it; none: names only */
    iot_transport transport;
    uint16_t port;    /**< of whoever serves: the other side if the device began */
    bool local;       /**< the other side is in the local network */
    bool resolver;    /**< it is a resolver of the network's */
    bool time_server; /**< it is a time server of the network's */
} iot_mud_contact;

/** Reads every "*.json" in a directory: a document each, or an array of documents.
 *  @param problems gets "FILE: place: reason" (g_malloc'd) for what cannot be used, the rest of the
 *         file is used; may be NULL
 *  @return what was read, may be empty; NULL with G_FILE_ERROR if the directory cannot be read.
 *          Must be freed by the caller using iot_mud_files_free */
iot_mud_files *iot_mud_read_directory(const char *directory, GPtrArray *problems, GError **error);
/** Its two halves: what they hold, of iot_file_text, to be freed by g_ptr_array_unref...
 *  @return NULL with G_FILE_ERROR if the directory cannot be read */
GPtrArray *iot_mud_load_directory(const char *directory, GPtrArray *problems, GError **error);
/** ...and what that means. */
void iot_mud_read_texts(iot_mud_files *files, const GPtrArray *texts, GPtrArray *problems);
void iot_mud_files_free(iot_mud_files *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_mud_files, iot_mud_files_free)

/** Nothing yet, to read into. Must be freed by the caller using iot_mud_files_free. */
iot_mud_files *iot_mud_files_new(void);
/** Reads one file from memory.
 *  @param label stands for the file in problems and in iot_mud_file; its last part, without
 *         ".json", is the file's name
 *  @param text need be neither valid UTF-8 nor NUL-terminated */
void iot_mud_read_text(iot_mud_files *files, const char *label, const char *text,
                       gsize length_bytes, GPtrArray *problems);

/** How many documents there are. */
unsigned iot_mud_count(const iot_mud_files *files);
/** The document about a device, or NULL. Valid for the lifetime of `files`.
 *  @param mac may be none
 *  @param name may be NULL */
const iot_mud *iot_mud_find(const iot_mud_files *files, const iot_mac *mac, const char *name);
/** The file it stands in, without its directory. Clean (text.h); valid for the lifetime of it. */
const char *iot_mud_file(const iot_mud *mud);
bool iot_mud_allows(const iot_mud *mud, const iot_mud_contact *contact);

IOT_END_DECLS

#endif
