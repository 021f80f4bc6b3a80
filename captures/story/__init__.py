"""The sample captures of wireshark-iot, told as stories and written as packets."""
