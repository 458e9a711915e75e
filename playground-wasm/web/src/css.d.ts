/** The build gives style sheets as minified text. */
declare module "*.css" {
  const css: string;
  export default css;
}
