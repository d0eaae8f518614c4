namespace StreamRnn.Worker;

/// <summary>Maps what can be read: by GET, and by HEAD for its headers alone, of which the server leaves the body out.</summary>
internal static class ReadRoutes
{
    private static readonly string[] methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapRead(this IEndpointRouteBuilder routes, string path, RequestDelegate answer) => routes.MapMethods(path, methods, answer);

    /// <summary>Holds a route that another library maps to the same methods; others are answered with 405.</summary>
    public static void ReadOnly(this IEndpointConventionBuilder route) => route.WithMetadata(new HttpMethodMetadata(methods));
}
