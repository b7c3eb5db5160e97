using System.Text.Encodings.Web;
using Warren.Api;

namespace Warren.Server.Auth.Oidc;

/// <summary>
/// What a browser shows between the identity provider and the page, or a terminal: documents without scripts, for where there
/// may be no page of ours.
/// </summary>
internal static class OidcPages
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#e1e6e5;--surface:#fff;--back:#f7f8f8;--text:#1a2322;--soft:#5a6766;--act:#0f6e60;--on-act:#fff}
        @media (prefers-color-scheme:dark){:root{--line:#2d3334;--surface:#1d2122;--back:#16191a;--text:#e3e8e7;--soft:#97a3a2;--act:#5cc2af;--on-act:#06231d}}
        body{margin:0;min-height:100dvh;display:grid;place-items:center;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
        main{box-sizing:border-box;width:min(460px,calc(100% - 32px));margin:16px;padding:clamp(20px,5vw,32px);background:var(--surface);border:1px solid var(--line);border-radius:12px;overflow-wrap:anywhere}
        h1{margin:0 0 12px;font-size:22px;line-height:1.25} p{margin:12px 0} .soft{color:var(--soft);font-size:14px}
        a.act{display:block;padding:10px 16px;border-radius:8px;background:var(--act);color:var(--on-act);font-weight:600;text-align:center;text-decoration:none}
        a:focus-visible{outline:3px solid var(--act);outline-offset:3px} code{display:block;padding:8px 10px;border:1px solid var(--line);border-radius:8px;user-select:all;font-size:14px}
        """;

    /// <summary>Says why nobody was signed in.</summary>
    public static string Failure(WarrenException failure) => Document("Not signed in", $"""
        <h1>Not signed in</h1>
        <p role="alert">{Encode(failure.Message)}</p>
        <p><a class="act" href="/">Back to Warren</a></p>
        """);

    /// <summary>
    /// Asks whether a program is to be signed in. That is not done by itself: somebody else may have sent the address here, and
    /// the code is for whoever began.
    /// </summary>
    public static string Confirm(string name, TerminalSignIn terminal, string code) => Document("Sign in the command line", $"""
        <h1>Sign in the command line?</h1>
        <p>You are <strong>{Encode(name)}</strong>. <b>warren auth login</b> on this machine waits to be signed in as you. Go on only if you have begun that yourself, just now.</p>
        <p><a class="act" href="{Encode(terminal.AddressFor(code))}">Sign in the command line</a></p>
        <p class="soft">Where the terminal is on another machine than this browser, paste this code there instead. It works once, within two minutes. Give it to nobody: it signs in as you.</p>
        <code>{Encode(code)}</code>
        """);

    private static string Document(string title, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · Warren</title><style>{Style}</style></head>
        <body><main>{body}</main></body>
        </html>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
