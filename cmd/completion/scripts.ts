/** What a shell loads: a few lines that ask the program itself (`__complete`), so that they never lag behind its version. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const bash = `# bash completion of fluid-autoscaler; works from bash 3.2 on
_fluid_autoscaler() {
  local IFS=$'\\n' line word current='' directive=4 count=0 glued='' words=()
  COMPREPLY=()
  # Bash takes --output=json for three words.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ $count -gt 0 && ( $glued || $word == '=' ) ]]; then
      words[count-1]+=$word
      if [[ $word == '=' ]]; then glued=1; else glued=''; fi
    else
      words[count++]=$word
    fi
  done
  current=\${words[count-1]}
  while read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete "\${words[@]}" 2>/dev/null)
  # What stands before the = is there already.
  if [[ $current == --*=* && $COMP_WORDBREAKS == *=* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"\${current%%=*}="}")
    current=\${current#*=}
  fi
  if [[ $directive == 0 ]]; then
    compopt -o filenames 2>/dev/null
    while read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
  fi
}
complete -F _fluid_autoscaler fluid-autoscaler
`;

const zsh = `#compdef fluid-autoscaler
# zsh completion of fluid-autoscaler; also as a file _fluid-autoscaler in a folder of $fpath
_fluid_autoscaler() {
  local line directive=4
  local -a described
  for line in "\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :* ]]; then
      directive=\${line#:}
    else
      described+=("\${line/$'\\t'/:}")
    fi
  done
  (( \${#described} )) && _describe -V fluid-autoscaler described
  if [[ $directive == 0 ]]; then
    [[ \${words[CURRENT]} == --*=* ]] && compset -P '*='
    _files
  fi
}
if [[ $funcstack[1] == _fluid-autoscaler ]]; then _fluid_autoscaler "$@"; else compdef _fluid_autoscaler fluid-autoscaler; fi
`;

const fish = `# fish completion of fluid-autoscaler
function __fluid_autoscaler_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command $words[1] __complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':0'
                __fish_complete_path $current
            case ':*'
            case '*'
                echo $line
        end
    end
end
complete -c fluid-autoscaler -f -a '(__fluid_autoscaler_complete)'
`;

export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
