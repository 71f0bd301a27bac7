# SPDX-License-Identifier: Apache-2.0
# Completion for bash: generated for the options, and by hand for what a machine knows. The generated part precedes this.
# zsh sources it too, and has no mapfile.
# shellcheck disable=SC2207 # names without blanks

_udpbounce_interfaces() {
    local path
    printf 'any\n'
    for path in /sys/class/net/*; do
        printf '%s\n' "${path##*/}"
    done
}

_udpbounce() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} i
    if [ "${COMP_WORDS[1]}" = run ]; then
        # What follows "--" is a command of its own.
        for ((i = 2; i < COMP_CWORD; i++)); do
            if [ "${COMP_WORDS[i]}" = -- ]; then
                if type _command_offset >/dev/null 2>&1; then
                    _command_offset $((i + 1))
                else
                    COMPREPLY=($(compgen -c -- "$word"))
                fi
                return
            fi
        done
    fi
    case $before in
        -i | --interface)
            COMPREPLY=($(compgen -W "$(_udpbounce_interfaces)" -- "$word"))
            ;;
        -p)
            [ "${COMP_WORDS[1]}" = run ] && COMPREPLY=($(cd /proc && compgen -G "$word[0-9]*"))
            ;;
        -o | -w)
            COMPREPLY=($(compgen -f -- "$word"))
            ;;
        *)
            _complete_udpbounce
            if [ "${#COMPREPLY[@]}" = 0 ] && [ "${word#-}" = "$word" ]; then
                COMPREPLY=($(compgen -f -- "$word"))
            fi
            ;;
    esac
}
complete -o filenames -F _udpbounce udpbounce
