package org.xattnbmd.trainer.plausibility;

import java.nio.file.Path;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * What a study is made of.
 *
 * @param model the file
 * @param list of the radiographs
 * @param folder that the list's pictures are in
 * @param cropMillimetres what the width of a marked crop stands for
 * @param foundMillimetres how far the found centre of a neck may be from the marked one
 */
public record PlausibilitySettings(
        Path model, Path list, Path folder, double cropMillimetres, double foundMillimetres) {

    public PlausibilitySettings {
        RefusedValueException.require(
                cropMillimetres > 0 && foundMillimetres > 0,
                "expected lengths above 0 mm, received " + cropMillimetres + " and " + foundMillimetres);
    }
}
