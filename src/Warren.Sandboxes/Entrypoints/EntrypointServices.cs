using Microsoft.Extensions.Logging;
using Warren.Sandboxes.Events;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>What keeping entrypoints takes.</summary>
internal sealed record EntrypointServices(IEntrypointExecs Execs, EventFeed Feed, TimeProvider Time, ILogger Logger);
