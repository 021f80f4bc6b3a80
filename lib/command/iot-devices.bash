# bash completion for iot-devices
#
# SPDX-License-Identifier: GPL-2.0-or-later

_iot_devices()
{
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=
    COMPREPLY=()
    # "--format=json" is three words to bash.
    if [[ $current == = ]]; then
        current=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $before in
    --format) words="text csv json markdown mud html nftables hosts ethers blocklist blocklist-dnsmasq blocklist-nftables" ;;
    --medium) words="fibre cat7 cat6a cat5e cat3 rg8 rg58 vacuum" ;;
    -i | --interface) words="any $(ls /sys/class/net 2>/dev/null)" ;;
    -d | --duration | --rotate | --keep-age) words="30s 5m 2h 1d" ;;
    -Z | --user)
        mapfile -t COMPREPLY < <(compgen -u -- "$current")
        return
        ;;
    --fail-on) words="note warning" ;;
    --before | --since)
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --mud | --mmdb)
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        return
        ;;
    --serve) words="8080 127.0.0.1:8080 0.0.0.0:8080" ;;
    -f | --filter | -c | --packets | --keep | --interval | --memory | --collector | --keep-size | --home | --overhead-us | --local-networks | --resolvers | --ntp-servers)
        return
        ;;
    *)
        if [[ $current == -* ]]; then
            words="--conversations --devices --services --findings --destinations --questions --format --only --summary --events --since --fail-on --output -o
                --files-from --sessions --names --before --serve --serve-token --keep --follow --interval --collector --rotate --keep-age --keep-size --quiet -q --interface -i --no-promiscuous -p --user -Z --filter -f
                --packets -c --duration -d --inventory --local-networks --resolvers --ntp-servers --signatures --mud
                --periodic-all --home --medium --overhead-us --mmdb --manuf --no-sandbox --memory --help -h --version"
        elif ((COMP_CWORD == 1)); then
            mapfile -t COMPREPLY < <(compgen -W "merge changes" -- "$current"; compgen -f -- "$current")
            return
        fi
        ;;
    esac
    if [[ -n $words ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}

complete -o filenames -o bashdefault -F _iot_devices iot-devices
