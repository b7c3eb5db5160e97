namespace Warren.Server.Http;

/// <summary>Checks the values of a body, beyond their kinds.</summary>
/// <typeparam name="T">What the body is.</typeparam>
internal interface IBodyRules<T>
{
    /// <summary>Checks it.</summary>
    /// <exception cref="Api.WarrenException">Something is wrong; every fault is named by its field.</exception>
    void Check(T body);
}
