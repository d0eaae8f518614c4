using System.ComponentModel.DataAnnotations;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>A limit on a key's value that can say itself in words: in an error and in the reference.</summary>
internal abstract class ConstraintAttribute : ValidationAttribute
{
    /// <summary>What is allowed, as it follows "it must be" and stands in the reference: <c>1s to 30d</c>.</summary>
    public abstract string Allowed { get; }
}
