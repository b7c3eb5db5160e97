using System.CommandLine;
using Warren.Api;

namespace Warren.Cli.Commands;

/// <summary><c>completion</c>: scripts that let a shell complete our command lines. They ask <c>warren [suggest]</c>.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # warren completion for bash; load it with: source <(warren completion bash)
        _warren() {
            local line=${COMP_LINE:0:COMP_POINT} current=${COMP_WORDS[COMP_CWORD]} candidate
            # Bash parts words at '=' and ':' and completes the last part alone.
            local word=${line##*[[:space:]]} prefix=
            [[ $word == *[=:]* ]] && prefix=${word%"${word##*[=:]}"}
            [[ $current == [=:] ]] && current=
            COMPREPLY=()
            while IFS= read -r candidate; do
                [[ $candidate == "$word"* ]] || continue
                candidate=${candidate#"$prefix"}
                [[ " ${COMPREPLY[*]} " != *" $candidate "* ]] || continue
                COMPREPLY+=("$candidate")
            done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
            if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]]; then compopt -o nospace; fi
        }
        complete -o bashdefault -o default -F _warren warren ./warren
        """;

    private const string Zsh = """
        #compdef warren ./warren
        # warren completion for zsh; load it with: source <(warren completion zsh)
        _warren() {
            local line="${BUFFER[1,CURSOR]}"
            local -aU candidates
            candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            candidates=(${candidates:#})
            if (( ${#candidates} )); then compadd -Q -- $candidates; else _files; fi
        }
        if (( ! $+functions[compdef] )); then autoload -Uz compinit && compinit; fi
        compdef _warren warren ./warren
        """;

    private const string Fish = """
        # warren completion for fish; load it with: warren completion fish | source
        function __warren_complete
            set -l line (commandline -cp)
            set -l program (commandline -po)[1]
            $program "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null
        end
        complete -c warren -a '(__warren_complete)'
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish", CompletionSources = { "bash", "zsh", "fish" } };
        var command = new ExplainedCommand("completion", "Print a script that lets a shell complete what is typed, names of sandboxes and tools too",
            "source <(warren completion bash)", "warren completion fish | source")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            Console.WriteLine(parsed.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw new WarrenException(ErrorCode.InvalidRequest, $"There is no completion for '{other}'; there is for bash, zsh and fish."),
            });
            return 0;
        });
        return command;
    }
}
