export function NewFromExcelPage() {
  return null;
}
