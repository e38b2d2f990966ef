package org.xattnbmd.trainer.robustness;

import java.util.Locale;
import java.util.SplittableRandom;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.Radiograph.Side;

/**
 * Ways in which a radiograph gets worse between the tube and the software, each in graded strengths. What is drawn at
 * random (a direction, a place, the noise) stays the same from the weakest to the strongest level, so that only the
 * strength changes. The subject, and so the label, stays the same.
 */
enum Corruption {
    BLUR("Blur", "σ %s %% of the width", 0.2, 0.4, 0.8, 1.6, 3.2) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.blur(image, amount / 100 * image.width());
        }
    },
    NOISE("Noise", "sd %s %% of the grey range", 2, 5, 10, 20, 40) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.noise(image, amount / 100, random);
        }
    },
    LOW_CONTRAST("Low contrast, 8 bits", "%s %% of the contrast", 50, 20, 10, 5, 2.5) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.lowContrast(image, amount / 100);
        }
    },
    CLIPPING("Burnt-out greys", "%s %% of the pixels", 5, 10, 20, 35, 50) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.clipped(image, amount / 100);
        }
    },
    DARKER("Darker greys", "gamma %s", 1.25, 1.5, 2, 2.5, 3) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.gamma(image, amount);
        }
    },
    BRIGHTER("Brighter greys", "gamma %s", 0.8, 0.65, 0.5, 0.4, 0.33) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.gamma(image, amount);
        }
    },
    JPEG("JPEG", "quality %s", 75, 50, 25, 10, 3) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.jpeg(image, amount / 100);
        }
    },
    DOWNSAMPLING("Few pixels", "%s across", 256, 192, 128, 96, 64) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.downsampled(image, (int) amount);
        }
    },
    ROTATION("Rotation", "%s degrees", 5, 10, 15, 20, 30) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.moved(image, random.nextBoolean() ? amount : -amount, 0, 0);
        }
    },
    SHIFT("Off centre", "%s %% of the width", 5, 10, 15, 20, 30) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            double direction = 2 * Math.PI * random.nextDouble();
            double pixels = amount / 100 * image.width();
            return ImageOperations.moved(image, 0, pixels * Math.cos(direction), pixels * Math.sin(direction));
        }
    },
    COLLIMATION("Tight collimation", "%s %% of the field", 90, 80, 70, 60, 50) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.collimated(image, amount / 100);
        }
    },
    METAL("Metal rod", "%s %% of the area", 0.5, 1, 2, 4, 8) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.brightObject(image, amount / 100, random);
        }
    },
    INVERTED("Inverted greys", "polarity declared wrongly", 1) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return ImageOperations.inverted(image);
        }
    },
    WRONG_SIDE("Wrong side", "left declared right and right left", 1) {
        @Override
        GreyImage change(GreyImage image, double amount, SplittableRandom random) {
            return image;
        }

        @Override
        Radiograph apply(Radiograph radiograph, int level, long seed) {
            return radiograph.withSide(radiograph.side() == Side.RIGHT ? Side.LEFT : Side.RIGHT);
        }
    };

    private final String label;
    private final String strength;
    private final double[] amounts;

    Corruption(String label, String strength, double... amounts) {
        this.label = label;
        this.strength = strength;
        this.amounts = amounts;
    }

    /** What it is, for people. */
    String label() {
        return label;
    }

    /** How many strengths it has. */
    int levels() {
        return amounts.length;
    }

    /** A strength in words, {@code level} from 1, the weakest. */
    String strength(int level) {
        return String.format(Locale.ROOT, strength, plain(amounts[level - 1]));
    }

    /** The strengths' numbers without their unit, for an axis. */
    String shortStrength(int level) {
        return plain(amounts[level - 1]);
    }

    /** The unit of the strengths, for an axis. */
    String unit() {
        return String.format(Locale.ROOT, strength, "").replaceAll(" +", " ").strip();
    }

    /**
     * The radiograph at this strength.
     *
     * @param level from 1 to {@link #levels()}
     * @param seed of what is drawn; the same for all levels of one radiograph
     */
    Radiograph apply(Radiograph radiograph, int level, long seed) {
        return change(GreyImage.of(radiograph), amounts[level - 1], new SplittableRandom(seed))
                .toRadiograph(radiograph);
    }

    abstract GreyImage change(GreyImage image, double amount, SplittableRandom random);

    private static String plain(double amount) {
        return amount == Math.rint(amount) ? Long.toString((long) amount) : Double.toString(amount);
    }
}
