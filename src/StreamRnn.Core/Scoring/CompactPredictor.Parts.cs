using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>What the predictor is made of: the filter, the weights and the covariance. Its fields all stand in the other file.</summary>
internal partial struct CompactPredictor
{
    /// <summary>The filter's inputs of one row.</summary>
    private readonly record struct LmsInputs(Vector256<float> First, Vector256<float> Second);

    /// <summary>The normalised least-mean-squares filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        private const int Taps = 16;
        private const int Lags = Taps - 2;
        private const int LanesOf16 = 8;

        private TapWeights weights;
        private Differences differences;

        /// <summary>The newest two differences.</summary>
        public readonly (float Newest, float Second) Newest => (Wide(differences[0]), Wide(differences[1]));

        public readonly LmsInputs InputsOf(float step, float distance, bool hasProfile)
        {
            Vector256<ushort> lags = Vector256.LoadUnsafe(in differences[0]);
            Vector256<float> first = (Vector256.WidenLower(lags) << 16).AsSingle();
            Vector256<float> second = (Vector256.WidenUpper(lags) << 16).AsSingle();
            Vector256<float> profile = hasProfile ? Vector256.Create(0, 0, 0, 0, 0, 0, step, distance) : default;
            return new LmsInputs(first, second + profile);
        }

        public readonly float Correction(in LmsInputs inputs) => Sum((First * inputs.First) + (Second * inputs.Second));

        public void Learn(in LmsInputs inputs, float error)
        {
            float power = Sum((inputs.First * inputs.First) + (inputs.Second * inputs.Second));
            Vector256<float> step = Vector256.Create(error / (Regularisation + power));
            Underflow.ToZero(First + (inputs.First * step)).StoreUnsafe(ref weights[0]);
            Underflow.ToZero(Second + (inputs.Second * step)).StoreUnsafe(ref weights[Taps / 2]);
        }

        /// <summary>Starts the weights afresh; the differences are what they are.</summary>
        public void Forget() => weights = default;

        /// <summary>Lets the oldest difference go.</summary>
        public void Push(float difference)
        {
            ref ushort newest = ref differences[0];
            Vector128<ushort> upper = Vector128.LoadUnsafe(ref newest, Lags - 1 - LanesOf16);
            Vector128<ushort> lower = Vector128.LoadUnsafe(ref newest);
            upper.StoreUnsafe(ref newest, Lags - LanesOf16);
            lower.StoreUnsafe(ref newest, 1);
            newest = (ushort)((BitConverter.SingleToUInt32Bits(Underflow.ToZero(difference)) + 0x8000) >> 16);
        }

        private readonly Vector256<float> First => Vector256.LoadUnsafe(in weights[0]);

        private readonly Vector256<float> Second => Vector256.LoadUnsafe(in weights[Taps / 2]);

        private static float Wide(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

        [InlineArray(Taps)]
        internal struct TapWeights
        {
            private float first;
        }

        // The last two stay 0: there stand the profile's inputs.
        [InlineArray(Taps)]
        private struct Differences
        {
            private ushort first;
        }
    }

    [InlineArray(Features)]
    private struct Weights
    {
        private float first;

        public Vector256<float> Vector
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            readonly get => Vector256.LoadUnsafe(in first);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            set => value.StoreUnsafe(ref first);
        }
    }

    [InlineArray(Features * (Features + 1) / 2)]
    private struct Covariance
    {
        private float first;

        public Vector128<float> HalfDiagonal
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            readonly get => Vector128.LoadUnsafe(in first, Features * Features / 2);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            set => value.StoreUnsafe(ref first, Features * Features / 2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector256<float> Diagonal(int k) => Vector256.LoadUnsafe(in first, (nuint)(k * Features));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void SetDiagonal(int k, Vector256<float> values) => values.StoreUnsafe(ref first, (nuint)(k * Features));

        public void Reset(float diagonal, bool hasProfile)
        {
            this = default;

            // What is never there would grow with nothing to hold it.
            float profile = hasProfile ? diagonal : 0;
            SetDiagonal(0, Vector256.Create(diagonal, diagonal, diagonal, diagonal, profile, profile, diagonal, diagonal));
        }
    }
}
