namespace StreamRnn.Core.Networks;

/// <summary>Refuses spans whose length is not what the network's shape asks for.</summary>
internal static class NetworkShapeGuard
{
    public static void Require(int length, int required, string name)
    {
        if (length != required)
        {
            throw new ArgumentException($"{name} holds {length} floats where the network's shape asks for {required}.", name);
        }
    }
}
