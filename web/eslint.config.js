import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import globals from 'globals'
import typescript from 'typescript-eslint'

export default typescript.config(
  { ignores: ['dist', 'src/shared/api/schema.d.ts'] },
  js.configs.recommended,
  typescript.configs.strict,
  typescript.configs.stylistic,
  vue.configs['flat/strongly-recommended'],
  accessibility.configs['flat/recommended'],
  prettier,
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser }, globals: globals.browser },
  },
  {
    rules: {
      // The compiler knows better than a list of globals.
      'no-undef': 'off',
      // Pages are named for what they show, in one word.
      'vue/multi-word-component-names': 'off',
      // Text of the API and of people is shown as text, never as markup.
      'vue/no-v-html': 'error',
      // Vant and Element Plus bring their own inputs; a label around them is enough.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.name='parseFloat'], CallExpression[callee.property.name='toFixed']",
          message: 'Money, points and prices are formatted from integers and text: see src/shared/format.ts.',
        },
      ],
    },
  },
)
