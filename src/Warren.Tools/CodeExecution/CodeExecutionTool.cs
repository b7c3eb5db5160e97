using System.Text;
using Warren.Api;

namespace Warren.Tools.CodeExecution;

/// <summary>Runs a program in one of several languages.</summary>
public sealed class CodeExecutionTool : Tool<CodeExecutionInput>
{
    /// <inheritdoc/>
    public override string Name => "code_execution";

    /// <inheritdoc/>
    public override string Description =>
        "Runs a program in Python, JavaScript, TypeScript or Bash, isolated and without network. What it writes to its outputs and into files of its workspace is kept as artifacts.";

    /// <inheritdoc/>
    public override ToolPlan Plan(CodeExecutionInput input)
    {
        var language = input.Language ?? CodeLanguage.Bash;
        var name = input.Filename ?? DefaultName(language);
        var errors = new Dictionary<string, string[]>();
        List<ToolFile> files = [new(name, Encoding.UTF8.GetBytes(input.Code))];
        foreach (var (index, file) in (input.Files ?? []).Index())
        {
            if (files.Any(other => other.Name == file.Name))
                errors[$"files[{index}].name"] = ["There is another file of this name already."];
            else if (Read(file) is { } content)
                files.Add(new(file.Name, content));
            else
                errors[$"files[{index}].content"] = ["This has to be Base64, as its encoding says."];
        }
        if (errors.Count > 0)
            throw new WarrenException(errors);
        return new()
        {
            // As a path, so that no name can be an option of the interpreter.
            Command = [.. Interpreter(language), ToolPlan.InWorkspace(name)],
            Files = files,
            Env = language == CodeLanguage.Python ? PythonSettings : null,
        };
    }

    // Output is seen when it is written; compiled modules are not what the program made.
    private static readonly Dictionary<string, string> PythonSettings = new() { ["PYTHONUNBUFFERED"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1" };

    private static string[] Interpreter(CodeLanguage language) => language switch
    {
        CodeLanguage.Python => ["python3"],
        CodeLanguage.Node => ["node"],
        CodeLanguage.Bun or CodeLanguage.TypeScript => ["bun", "run"],
        CodeLanguage.Deno => ["deno", "run", "--allow-all"],
        _ => ["bash"],
    };

    private static string DefaultName(CodeLanguage language) => language switch
    {
        CodeLanguage.Python => "script.py",
        CodeLanguage.Node or CodeLanguage.Bun => "script.js",
        CodeLanguage.TypeScript or CodeLanguage.Deno => "script.ts",
        _ => "script.sh",
    };

    private static byte[]? Read(CodeFile file)
    {
        if (file.Encoding != CodeFileEncoding.Base64)
            return Encoding.UTF8.GetBytes(file.Content);
        try
        {
            return Convert.FromBase64String(file.Content);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
