using System.Reflection;
using Warren.Api;
using Warren.Api.Access;
using Warren.TestKit;

namespace Warren.Access.Tests;

public sealed class AccessStateTests : IDisposable
{
    private readonly AccessFixture _access = new();
    private readonly IAccessStore _store = DispatchProxy.Create<IAccessStore, MovableStore>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MovableStore Database => (MovableStore)_store;

    public void Dispose() => _access.Dispose();

    [Fact]
    public async Task What_another_server_changes_is_known_half_a_second_later()
    {
        Database.Store = _access.Store;
        using var state = new AccessState(_store, _access.Time);
        Assert.Null((await state.ReadAsync(Token)).FindAccount("alice"));
        await _access.One.Accounts.CreateAsync(PrincipalType.Account, "alice", null, null, Token);
        Assert.Null((await state.ReadAsync(Token)).FindAccount("alice"));
        _access.Time.Advance(AccessState.Fresh);
        Assert.NotNull((await state.ReadAsync(Token)).FindAccount("alice"));
    }

    [Fact]
    public async Task Without_its_database_what_is_known_counts_for_a_second_and_no_longer()
    {
        Database.Store = _access.Store;
        using var state = new AccessState(_store, _access.Time);
        var known = await state.ReadAsync(Token);
        Database.Store = null;
        _access.Time.Advance(AccessState.Valid - TimeSpan.FromTicks(1));
        Assert.Same(known, await state.ReadAsync(Token));
        await RefusedAsync(state.ReloadAsync(Token));
        _access.Time.Advance(TimeSpan.FromTicks(1));
        await RefusedAsync(state.ReadAsync(Token).AsTask());
        Database.Store = _access.Store;
        Assert.Same(known, await state.ReadAsync(Token));
    }

    private static async Task RefusedAsync(Task<AccessSnapshot> reading) =>
        Assert.Equal(ErrorCode.EngineUnavailable, (await Assert.ThrowsAsync<WarrenException>(() => reading)).Code);

    /// <summary>The store of a database that may be away.</summary>
    public class MovableStore : DispatchProxy
    {
        /// <summary>The store that answers; null while it is away.</summary>
        internal IAccessStore? Store { get; set; }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Store is null
            ? throw new WarrenException(ErrorCode.EngineUnavailable, "The database is away.")
            : targetMethod!.Invoke(Store, args);
    }
}
