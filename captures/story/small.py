"""The small captures: file name, story, and the comment of the file."""

from . import form_stories, name_stories, place_stories, timing_stories

CAPTURES = {
    "two-names.pcapng": (name_stories.two_names,
                         "One address under several names, for several clients."),
    "late-names.pcapng": (name_stories.late_names, "Names that come after the traffic."),
    "name-forms.pcapng": (form_stories.name_forms,
                          "Names in each of the forms that messages have for them."),
    "network-forms.pcapng": (form_stories.network_forms,
                             "What a network says of itself, by DHCP and by its router."),
    "hostile-names.pcapng": (name_stories.hostile_names,
                             "Names made to break whatever shows or exports them."),
    "ipv6-only.pcapng": (place_stories.ipv6_only, "A network without IPv4."),
    "address-moves.pcapng": (place_stories.address_moves,
                             "One address, three devices, one after the other."),
    "vlan-one-way.pcapng": (place_stories.vlan_one_way, "VLAN tags in one direction only."),
    "round-trips.pcapng": (timing_stories.round_trips,
                           "Which answers measure the remote leg, and which do not."),
}
