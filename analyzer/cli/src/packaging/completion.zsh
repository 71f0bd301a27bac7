#compdef udpbounce
# SPDX-License-Identifier: Apache-2.0
# Completion for zsh, by that of bash.

local file
for file in ${UDPBOUNCE_COMPLETION:-} /usr/share/bash-completion/completions/udpbounce; do
    if [[ -r $file ]]; then
        autoload -U +X bashcompinit && bashcompinit
        source $file
        _bash_complete -o filenames -F _udpbounce
        return
    fi
done
